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

let recorders: Recorders | undefined;
beforeAll(async () => {
  recorders = await findRecorders();
});

/** The texts whose hash is another one than the release makes. A request of a shape that it does not know is hashed by none. */
function differing(release: string, texts: readonly string[]): { readonly judged: number; readonly texts: readonly string[] } {
  const scheme = schemeOf[release]!;
  const answers = recorders!.judge(
    release,
    texts.map((text) => ["hash_of", text]),
  );
  const judged = texts.map((text, at) => ({ text, hash: answers[at]?.error === undefined ? valueOf(answers[at]) : null }));
  const hashed = judged.filter((each): each is { text: string; hash: string } => typeof each.hash === "string");
  const wrong = hashed.filter(({ text, hash }) => {
    const ours = ourHashes(text)?.[scheme];
    return ours === undefined || ours !== hash.slice(0, ours.length);
  });
  return { judged: hashed.length, texts: wrong.map(({ text }) => text) };
}

describe("request hashes, against the recorder's own", () => {
  it("of every release are known", ({ skip }) => {
    if (recorders === undefined) return skip();
    expect(recorders.releases).toEqual(Object.keys(schemeOf));
  });

  it.for(Object.keys(schemeOf))("agree on real recordings: %s", (release, { skip }) => {
    const corpus = corpusFolder();
    if (recorders === undefined || corpus === undefined) return skip();
    const result = differing(
      release,
      [...corpusFiles(corpus)].map(({ text }) => text),
    );
    expect(result.texts.slice(0, 3)).toEqual([]);
    expect(result.judged).toBeGreaterThan(1600);
  });

  it.for(Object.keys(schemeOf))("agree on generated requests: %s", (release, { skip }) => {
    if (recorders === undefined) return skip();
    const requests = fc.sample(requestText, { numRuns: 3000, seed: 20261130 });
    const result = differing(release, requests);
    expect(result.texts.slice(0, 3)).toEqual([]);
    expect(result.judged).toBeGreaterThan(1000);
  });
});
