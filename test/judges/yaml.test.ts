/** Our YAML reader against libyaml: what it takes, what it refuses, and every value. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decode, textOf } from "../../server/src/source/yaml/decode";
import type { YamlNode } from "../../server/src/source/yaml/node";
import { parseYaml } from "../../server/src/source/yaml/parse";
import { meaningOf } from "../../server/src/source/yaml/resolve";
import { sourceRange, decodedOffset } from "../../server/src/source/yaml/segments";
import { shortTag } from "../../server/src/source/yaml/value";
import { corpusFolder } from "../support/corpus";
import { seeded } from "../support/seeded";
import { PythonLines } from "./support/lines";

type Described = readonly [string, string | readonly unknown[]];
type Answer = { readonly nodes: Described | null } | { readonly error: string };

let libyaml: PythonLines;
beforeAll(async () => {
  libyaml = await PythonLines.start("yaml", "yaml_nodes.py");
});
afterAll(() => libyaml.stop());

describe("Our YAML reader and libyaml", () => {
  it("agree on every value of the corpus", async (context) => {
    const corpus = corpusFolder();
    if (corpus === undefined) return context.skip();
    const folder = join(corpus, "cassettes");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.ya?ml$/.test(name));
    expect(files.length).toBeGreaterThan(500);
    for (const name of files) {
      const text = readFileSync(join(folder, name), "utf8");
      expect(isSame(await libyaml.ask<Answer>(text), text), name).toBe(true);
    }
  });

  it("agree on texts that were damaged at random", async () => {
    const counts = { read: 0, refused: 0 };
    const differ: string[] = [];
    for (const text of damaged(12_000, 1)) {
      const answer = await libyaml.ask<Answer>(text);
      if ("error" in answer) counts.refused++;
      else counts.read++;
      if (!isSame(answer, text)) differ.push(`${JSON.stringify(text)} ${JSON.stringify(answer).slice(0, 200)}`);
    }
    console.log(
      `12,000 damaged texts: libyaml reads ${counts.read} and refuses ${counts.refused}; we differ on ${differ.length}.`,
    );
    expect(counts.read).toBeGreaterThan(2000);
    expect(differ).toEqual([]);
  });
});

function isSame(answer: Answer, text: string): boolean {
  const { root, error } = parseYaml(text);
  if ("error" in answer) return error !== undefined;
  if (error !== undefined) return false;
  if (root === undefined) return answer.nodes === null;
  return JSON.stringify(described(text, root)) === JSON.stringify(answer.nodes);
}

function described(source: string, node: YamlNode): Described {
  if (node.kind === "alias") return described(source, node.target);
  if (node.kind === "sequence") return ["seq", node.items.map((item) => described(source, item))];
  if (node.kind === "mapping")
    return ["map", node.pairs.map(({ key, value }) => [described(source, key), described(source, value)])];
  const text = textOf(source, node);
  expectPlaces(source, decode(source, node), text);
  const tag = shortTag(node.tag);
  const isPlain = node.style === "plain" || node.style === "none";
  return [tag !== undefined && tag !== "!" ? tag : isPlain && tag === undefined ? meaningOf(text) : "str", text];
}

/** Each stretch is copied from where it is said to stand, and its place leads back to it. */
function expectPlaces(source: string, { text, segments }: ReturnType<typeof decode>, expected: string): void {
  if (text !== expected) throw new Error("The text depends on whether its places are asked for.");
  const { decoded, source: starts, end, length } = segments;
  if (length !== text.length) throw new Error("The stretches do not cover the text.");
  for (const [at, first] of decoded.entries()) {
    const next = decoded[at + 1] ?? length;
    const [from = 0, to = 0] = [starts[at], end[at]];
    const copied = source.slice(from, to);
    const isCopy = next - first === to - from && !/[\n\r\x85\u2028\u2029\\]/.test(copied);
    if (isCopy && copied !== text.slice(first, next)) throw new Error("A stretch stands elsewhere.");
    const place = sourceRange(segments, first, next);
    if (place.start !== from || place.end !== to || decodedOffset(segments, from) !== first) throw new Error("A place is wrong.");
  }
}

const seeds = [
  `interactions:
- request:
    body: '{"a": "b c",

      "d": ''x''}'
    headers:
      accept:
      - '*/*'
      x: [a, 'b', {c: d}]
    method: POST
  response:
    body:
      string: !!binary |
        H4sIAAAA
        AAAA
    status: {code: 200, message: OK}
version: 1
`,
  `a: |
  one

   two
  three
b: >-
  x
  y

  z
c: "q\\n\\xE9 \\
  \\ r"
? !!python/object/apply:m.istr
- Accept
: - v
d: &x 12
e: *x
f: ~
g: plain words
  go on
`,
  `- - a
  - b: 1
    c: 2
-
  d
- 'e'
- {}
- []
# comment
- "k": v
  l : w
`,
];
const pieces = [
  "\n",
  " ",
  "  ",
  ":",
  ": ",
  "- ",
  "-",
  "'",
  '"',
  "|",
  ">",
  "#",
  " #",
  "[",
  "]",
  "{",
  "}",
  ",",
  "&a",
  "*a",
  "!t ",
  "!!str ",
  "\t",
];
const more = [
  "?",
  "? ",
  "a",
  "\\",
  "---\n",
  "...\n",
  "%",
  "@",
  "~",
  "\r\n",
  "1",
  "\n\n",
  "  \n",
  "=",
  "<<",
  "\u2028",
  "\x85",
  "é",
  "|2-",
  ">+\n",
];

/** Texts with one to three changes of a few characters each; the same for the same seed. */
function* damaged(count: number, seed: number): Generator<string> {
  const next = seeded(seed);
  const random = (below: number): number => Math.floor(next() * below);
  const all = [...pieces, ...more];
  for (let made = 0; made < count; made++) {
    let text = seeds[random(seeds.length)] ?? "";
    for (let changes = random(3) + 1; changes > 0; changes--) {
      const at = random(text.length);
      const removed = random(3) === 0 ? 0 : random(4);
      text = text.slice(0, at) + (random(4) === 0 ? "" : (all[random(all.length)] ?? "")) + text.slice(at + removed);
    }
    yield text;
  }
}
