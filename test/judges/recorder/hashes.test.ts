import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { OgxScheme } from "../../../server/src/formats/ogx/schemes";
import { corpusFiles, corpusFolder } from "../../support/corpus";
import { requestText } from "../../support/generatedRequests";
import { ourHashes } from "../../support/hashJudge";
import { findRecorders, valueOf, type Recorders } from "../support/recorder";

/** By which scheme each release names its files. The second was never released. */
const schemeOf: Readonly<Record<string, OgxScheme>> = {
  "llama-stack 0.2.24": "1",
  "llama-stack 0.3.5": "3",
  "llama-stack 0.4.7": "3",
  "llama-stack 0.6.1": "3b",
  "llama-stack 0.7.3": "3c",
  "ogx 1.1.3": "4",
  "ogx 1.4.1": "4b",
  "ogx 1.5.0": "4b",
};

/** Addresses that these releases ask for nothing to record: of an Ollama client, of Text Embeddings Inference. */
const notRecorded: Readonly<Record<string, string>> = { "ogx 1.4.1": "/info", "ogx 1.5.0": "/api/tags" };

let recorders: Recorders | undefined;
beforeAll(async () => {
  recorders = await findRecorders();
});

const corpus = corpusFolder();
const recorded = corpus === undefined ? [] : [...corpusFiles(corpus)].map(({ text }) => text);
const generated = fc.sample(requestText, { numRuns: 3000, seed: 20261130 });
const ours = new Map([...recorded, ...generated].map((text) => [text, ourHashes(text)]));

describe("request hashes, against the recorder's own", () => {
  it("of every release are known", ({ skip }) => {
    if (recorders === undefined) return skip();
    expect(recorders.releases).toEqual(Object.keys(schemeOf));
  });

  it.for(Object.entries(schemeOf))("of %s are those of scheme %s", ([release, scheme], { skip }) => {
    if (recorders === undefined) return skip();
    const asked = [...recorded, ...generated.filter((text) => !text.includes(`${notRecorded[release] ?? "\0"}"`))];
    const answers = recorders.judge(
      release,
      asked.map((text) => ["hash_of", text]),
    );
    const judged = asked.map((text, at) => ({ text, hash: valueOf(answers[at]) }));
    // A request of a shape that the release does not know is hashed by none.
    const hashed = judged.filter((each): each is { text: string; hash: string } => typeof each.hash === "string");
    const differing = hashed.filter(({ text, hash }) => {
      const own = ours.get(text)?.[scheme];
      return own === undefined || own !== hash.slice(0, own.length);
    });
    expect(differing.slice(0, 3)).toEqual([]);
    expect(hashed.length).toBeGreaterThan(recorded.length * 0.98 + 1000);
  });
});
