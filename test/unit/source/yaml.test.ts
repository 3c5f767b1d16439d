import { describe, expect, it } from "vitest";
import { decode, textOf } from "../../../server/src/source/yaml/decode";
import type { YamlNode, YamlScalar } from "../../../server/src/source/yaml/node";
import { parseYaml } from "../../../server/src/source/yaml/parse";
import { decodedOffset, sourceRange } from "../../../server/src/source/yaml/segments";
import { yamlValue } from "../../../server/src/source/yaml/value";
import { seeded } from "../../support/seeded";

const valueOf = (text: string): unknown => {
  const { root } = parseYaml(text);
  return root && yamlValue(text, root);
};

function scalarAt(node: YamlNode | undefined, key: string): YamlScalar {
  if (node?.kind !== "mapping") throw new Error("No mapping.");
  const found = node.pairs.map(({ value }) => value).find((value, at) => value.kind === "scalar" && at === Number(key));
  if (found?.kind !== "scalar") throw new Error("No scalar.");
  return found;
}

describe("YAML", () => {
  it("gives the values that Python's safe loader gives", () => {
    const text =
      "a: 0o7\nb: 010\nc: 1_000\nd: yes\ne: 1.5e+3\nf: 12:30\ng: 2001-12-14\nh: ~\ni: '1'\nj: !!str 1\nk: 1e3\nl: .inf\n";
    const expected = {
      a: "0o7",
      b: 8,
      c: 1000,
      d: true,
      e: 1500,
      f: 750,
      g: "2001-12-14",
      h: null,
      i: "1",
      j: "1",
      k: "1e3",
      l: Infinity,
    };
    expect(valueOf(text)).toEqual(expected);
  });

  it("reads bytes, unknown tags and Python's own keys", () => {
    const text =
      "body: !!binary |\n  aGk=\n? !!python/object/apply:multidict._multidict.istr\n- Accept\n: - x\n__proto__: !ruby/x 1\n";
    const value = valueOf(text) as Record<string, unknown>;
    expect(value["body"]).toEqual(new TextEncoder().encode("hi"));
    expect(value["Accept"]).toEqual(["x"]);
    expect(Object.keys(value)).toEqual(["body", "Accept", "__proto__"]);
  });

  it("keeps what stands before an error", () => {
    const text = "interactions:\n- request:\n    method: POST\n    body: 'broken off";
    const { root, error } = parseYaml(text);
    expect(error).toMatchObject({ message: "a quoted string is not closed", offset: text.indexOf("'") });
    expect(root && yamlValue(text, root)).toEqual({ interactions: [{ request: { method: "POST", body: null } }] });
  });

  it("ends with values that nest too deeply, and with too many aliases", () => {
    expect(parseYaml("[".repeat(100_000)).error?.message).toContain("deeper than 200 levels");
    expect(parseYaml(`${"- ".repeat(100_000)}x`).error?.message).toContain("deeper than 200 levels");
    expect(parseYaml(`- &a x\n${"- *a\n".repeat(101)}`).error?.message).toContain("more than 100 aliases");
  });

  it.each([
    ["single quotes", "a: 'data: it''s\n\n  one\n  two'\n", "data: it's\none two"],
    ["double quotes", 'a: "data: \\xE9\\n \\\n  one\n  two"\n', "data: é\n one two"],
    ["a literal block", "a: |\n  data: one\n\n  two\n", "data: one\n\ntwo\n"],
    ["a folded block", "a: >-\n  data: one\n  two\n", "data: one two"],
  ])("knows where each word in %s stands", (_, text, expected) => {
    const decoded = decode(text, scalarAt(parseYaml(text).root, "0"));
    expect(decoded.text).toBe(expected);
    for (const word of ["data", "one", "two"]) {
      const at = decoded.text.indexOf(word);
      if (at === -1) continue;
      const range = sourceRange(decoded.segments, at, at + word.length);
      expect(text.slice(range.start, range.end)).toBe(word);
      expect(decodedOffset(decoded.segments, range.start)).toBe(at);
    }
  });

  it("decodes at a glance what it decodes piece by piece", () => {
    const pieces = [
      "a",
      " ",
      "\n",
      "\n  ",
      '\\"',
      "\\\\",
      "\\n",
      "\\x",
      "\\xE9",
      "\\u2019",
      "\\\n",
      "\\\n  \\ ",
      "\\ ",
      "\\_",
      "\t",
      "\r\n",
      "\x85",
      "é",
      "/",
      "\\/",
    ];
    const random = seeded(11);
    let read = 0;
    for (let count = 0; count < 5000; count++) {
      const length = 1 + Math.floor(random() * 9);
      const text = `"${Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]).join("")}"`;
      const { root, error } = parseYaml(text);
      if (error !== undefined || root?.kind !== "scalar") continue;
      read++;
      expect(textOf(text, root), JSON.stringify(text)).toBe(decode(text, root).text);
    }
    expect(read).toBeGreaterThan(2000);
  });
});
