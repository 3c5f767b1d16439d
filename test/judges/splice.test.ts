/** Cassettes put together from two versions, read by libyaml and loaded by vcrpy: they hold the recordings that were chosen, and no others. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readDocument } from "../../server/src/formats/readDocument";
import { pairsOf } from "../../server/src/recording/pairs";
import { spliceTexts } from "../../server/src/rerecord/splice";
import { corpusFolder } from "../support/corpus";
import { parallelCassette, yamlCall, yamlCassette } from "../support/cassetteTexts";
import { seeded } from "../support/seeded";
import { PythonLines } from "./support/lines";

type Nodes = readonly ["map", readonly (readonly [readonly [string, string], readonly [string, readonly unknown[]]])[]];
interface Replayed {
  readonly load: string | null;
  readonly plays: readonly (string | null)[];
}

let libyaml: PythonLines;
let vcrpy: PythonLines;
beforeAll(async () => {
  libyaml = await PythonLines.start("yaml", "yaml_nodes.py");
  vcrpy = await PythonLines.start("replay", "replay.py");
});
afterAll(() => {
  libyaml.stop();
  vcrpy.stop();
});

const random = seeded(11);
const below = (most: number) => Math.floor(random() * most);

/** Of a file the nodes of its lists' items, and the other fields of its root. */
async function nodesOf(text: string) {
  const { nodes } = await libyaml.ask<{ nodes: Nodes }>(text);
  const isList = ([[, name], [kind]]: Nodes[1][number]) => /^(?:interactions|requests|responses)$/.test(name) && kind === "seq";
  const lists = nodes[1].filter(isList).map(([, [, items]]) => items);
  return {
    items: (lists[0] ?? []).map((_, at) => lists.map((list) => list[at])),
    others: nodes[1].filter((pair) => !isList(pair)),
  };
}

/** Chooses at random, and says how many recordings the file then has; undefined where it can be taken only as a whole. */
async function judged(name: string, before: string, after: string): Promise<{ text: string; count: number } | undefined> {
  const pairs = pairsOf(readDocument(name, before).recordings, readDocument(name, after).recordings);
  const numbers = [...pairs.keys()].filter(() => below(2) === 0);
  const made = spliceTexts(name, before, after, numbers);
  if ("whole" in made) return undefined;
  const [old, now, result] = [await nodesOf(before), await nodesOf(after), await nodesOf(made.text)];
  const chosen = pairs.flatMap((pair, number) => {
    const isNew = numbers.includes(number);
    const side = isNew ? pair.after : pair.before;
    return side === undefined ? [] : [(isNew ? now : old).items[side.index]];
  });
  expect(result.items, name).toEqual(numbers.length === 0 ? old.items : chosen);
  expect(result.others, name).toEqual(old.others);
  return { text: made.text, count: result.items.length };
}

describe("A cassette with some recordings as they are now", () => {
  it("is read by libyaml as what was chosen, and vcrpy loads and plays all of it", async () => {
    const questions = ["Oslo?", "Paris?", "Rome?", "Bern?"];
    const some = () =>
      yamlCassette(
        ...Array.from({ length: 1 + below(5) }, () => yamlCall(questions[below(4)]!, `a ${below(4)}`, { spelling: below(4) })),
      );
    for (let made = 0; made < 20; made++) {
      const found = await judged("cassettes/test_a.yaml", some(), some());
      if (found === undefined) continue;
      const { load, plays } = await vcrpy.ask<Replayed>(found.text);
      expect(load).toBeNull();
      expect(plays).toEqual(Array(found.count).fill(null));
    }
  });

  it("is the same where a serializer keeps two lists", async () => {
    const some = () =>
      parallelCassette(...Array.from({ length: 1 + below(4) }, () => [`q ${below(4)}?`, `a ${below(4)}`] as const));
    for (let made = 0; made < 60; made++) await judged("cassettes/test_a.yaml", some(), some());
  });

  it("can be made of nearly every real one", async (context) => {
    const corpus = corpusFolder();
    if (corpus === undefined) return context.skip();
    const folder = join(corpus, "cassettes");
    const counts = { parted: 0, whole: 0 };
    const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.ya?ml$/.test(name));
    for (const path of paths.filter((_, number) => number % 3 === 0)) {
      const before = readFileSync(join(folder, path), "utf8");
      const { format, recordings } = readDocument(path, before);
      if (format.id !== "vcr" || recordings.length < 2) continue;
      // As if every other call had been answered with another status.
      let calls = 0;
      const after = before.replaceAll(/code: 200/g, (code) => (calls++ % 2 === 0 ? "code: 201" : code));
      counts[(await judged(path, before, after)) === undefined ? "whole" : "parted"]++;
    }
    console.log(`Of real cassettes with several recordings ${counts.parted} can be accepted in part, ${counts.whole} cannot.`);
    expect(counts.parted).toBeGreaterThan(50 * counts.whole);
  });
});
