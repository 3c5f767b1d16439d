import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDocument } from "../../../server/src/source/json/parse";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { briefProblem } from "../../../server/src/features/briefProblem";
import { check } from "../../../server/src/rules/check";
import { chatStream } from "../../support/recordings";

const read = (text: string) => readRecordingFile("x.json", text);
const answerOf = (text: string) => read(text).reassembled.choices[0]?.content?.text;

describe("a place in a file", () => {
  const text = '{\n  "a": {"b": [10, {"c": "x"}]},\n  "a": {"b": [20]},\n  "d": null\n}\n';
  const { source } = read(text).document;
  const at = (...path: (string | number)[]) => text.slice(source.rangeOf({ path }).start, source.rangeOf({ path }).end);
  const keyAt = (...path: (string | number)[]) =>
    text.slice(source.rangeOf({ path }, "key").start, source.rangeOf({ path }, "key").end);

  it("is the value's own text", () => expect(at("d")).toBe("null"));
  it("is, of a key that stands twice, the last, which is the one that counts", () => expect(at("a", "b", 0)).toBe("20"));
  it("is the key where the key is asked for", () => expect(keyAt("d")).toBe('"d"'));
  it("is the opening bracket of a list element or root, which have no key", () => {
    expect(keyAt()).toBe("{");
    const nested = '{"list": [1, {"x": 2}]}';
    expect(read(nested).document.source.rangeOf({ path: ["list", 1] }, "key")).toEqual({ start: 13, end: 14 });
  });
  it("is the nearest enclosing value where the path leads nowhere", () => {
    expect(at("a", "b", 7)).toBe("[20]");
    expect(at("a", "nope", "deeper")).toBe('{"b": [20]}');
  });
  it("is found back from every offset within it", () => {
    const path = ["response", "body", 1, "__data__", "choices", 0, "delta", "content"];
    const stream = chatStream(["Hello", "wörld"]);
    const { start, end } = read(stream).document.source.rangeOf({ path });
    for (let offset = start; offset <= end; offset++) expect(read(stream).document.source.placeAt(offset)).toEqual({ path });
  });
  it("has a path on a key too, and none outside the root", () => {
    expect(source.placeAt(text.indexOf('"d"') + 1)).toEqual({ path: ["d"] });
    expect(source.placeAt(text.length)).toBeUndefined();
  });
});

describe("a text that is no JSON", () => {
  const kindOf = (text: string) => parseDocument(text).problem?.kind;

  it("is empty, with or without blanks", () => {
    expect(kindOf("")).toBe("empty");
    expect(kindOf(" \n\t")).toBe("empty");
  });

  it("is a Git LFS pointer", () => {
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    expect(parseDocument(pointer).problem).toMatchObject({ kind: "lfs-pointer", range: { start: 0, end: 42 } });
  });

  it("is cut off, and what stands before the cut is still read", () => {
    const text = chatStream(["Hello", " world", " again"]);
    const cut = text.slice(0, text.indexOf(" again") + 3);
    expect(kindOf(cut)).toBe("truncated");
    expect(answerOf(cut)).toBe("Hello world ag");
  });

  it("has merge conflict markers, and our side is still read", () => {
    const text =
      '{\n<<<<<<< HEAD\n  "test_id": "ours",\n||||||| base\n  "test_id": "base",\n=======\n  "test_id": "theirs",\n>>>>>>> other\n  "x": 1\n}\n';
    for (const each of [text, text.replaceAll("\n", "\r\n")]) {
      const { value, problem, standing } = parseDocument(each);
      expect(value).toEqual({ test_id: "ours", x: 1 });
      expect(problem?.kind).toBe("merge-conflict");
      expect(each.slice(problem?.range.start, problem?.range.end)).toBe("<<<<<<< HEAD");
      expect(standing).toHaveLength(each.length);
    }
  });

  it.each([
    ['{"a": 1 "b": 2}', '"b"'],
    ['{"a": 1,}', "}"],
    ["{'a': 1}", "'a'"],
    ['{"a": 1} x', "x"],
    ['{"a": nil}', "nil"],
    ['{"a": [1}', "}"],
    ['{"a": "line\nbreak"}', '"line'],
  ])("is misspelt: %s breaks at %s", (text, at) => {
    const { problem } = parseDocument(text);
    expect(problem?.kind).toBe("syntax");
    expect(text.slice(problem?.range.start, problem?.range.end)).toBe(at);
  });
});

describe("a text that is JSON to the recorder", () => {
  it("may begin with a byte order mark", () => {
    const text = `\uFEFF${chatStream(["Hello"])}`;
    expect(read(text).document.source.problem).toBeUndefined();
    expect(answerOf(text)).toBe("Hello");
    const range = read(text).document.source.rangeOf({ path: ["test_id"] });
    expect(text.slice(range.start, range.end)).toBe('"tests/test_chat.py::test_hello"');
  });

  it("may hold NaN and infinities, as Python writes them, and says nothing else by those words in strings", () => {
    const { value, problem } = parseDocument('{"logprob": -Infinity, "x": NaN, "say": "NaN, \\"Infinity", "y": Infinity}');
    expect(problem).toBeUndefined();
    expect(value).toMatchObject({ logprob: -Infinity, say: 'NaN, "Infinity', y: Infinity });
  });

  it("may be nested deeper than a stack, and an error in it too", () => {
    const deep = "[".repeat(200_000);
    expect(parseDocument(deep + "]".repeat(200_000)).problem?.kind).toBe("too-deep");
    expect(parseDocument(deep).problem?.kind).toBe("truncated");
    const hostile = `{"request": ${deep}${"]".repeat(200_000)}, "response": {"body": ${deep}${"]".repeat(200_000)}, "is_streaming": true}}`;
    expect(check(read(hostile)).length).toBeGreaterThan(0);
    expect(read(hostile).document.source.placeAt(hostile.indexOf("is_streaming"))?.path).toEqual(["response", "is_streaming"]);
  });
});

describe("values that nest too deeply for Python", () => {
  const nested = (levels: number) => `{"a": ${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;

  it("make the file as unreadable as a cut one, at the place where they go on", () => {
    const text = nested(100_000);
    const { problem } = parseDocument(text);
    expect(problem?.message).toBe(
      "The values nest 100,000 levels deep, so Python's `json` raises a RecursionError instead of reading the file.",
    );
    expect(text.slice(problem?.range.start, problem?.range.end)).toBe("[");
    expect(briefProblem(read(text))).toBe("not JSON: nested too deeply to be read");
    expect(check(read(text)).map(({ code }) => code)).toEqual(["json.syntax"]);
  });

  it("are told apart by what each Python reads", () => {
    expect(parseDocument(nested(5_000)).problem?.message).toContain("so Python's `json` before 3.13 raises a RecursionError");
    expect(parseDocument(nested(900)).problem).toBeUndefined();
  });
});

describe("whatever happens to a file", () => {
  it("cut at any place, it is reported as cut off, once, or is still whole", () => {
    const text = chatStream(
      [
        'Hello \u00e9 \\ "quoted"',
        { tool_calls: [{ index: 0, id: "call_1", type: "function", function: { name: "f", arguments: "{}" } }] },
      ],
      {
        finish: "tool_calls",
        body: { tools: [{ type: "function", function: { name: "f" } }] },
        response: { number: -1.5e-7, flag: true },
      },
    );
    for (let length = 0; length < text.length; length++) {
      const file = read(text.slice(0, length));
      expect(() => file.reassembled).not.toThrow();
      const found = check(file).map((finding) => finding.code);
      const whole = length >= text.trimEnd().length;
      expect([length, found, file.document.source.problem?.kind]).toEqual(
        whole ? [length, [], undefined] : [length, ["json.syntax"], length === 0 ? "empty" : "truncated"],
      );
    }
  });

  it("any value of any type at any place never throws, and every finding has its place inside the file", () => {
    const base = JSON.parse(
      chatStream(["Hello", { role: "assistant", tool_calls: [{ index: 0, function: { name: "f" } }] }]),
    ) as unknown;
    const paths = pathsIn(base);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const text = JSON.stringify(replaceAt(base, path, value));
        const file = read(text);
        for (const finding of check(file)) expect(finding.range.end).toBeLessThanOrEqual(text.length);
        expect(file.reassembled.notes).toHaveLength(file.recording?.chunks.length ?? 0);
      }),
      { numRuns: 1000 },
    );
  });

  it("any text at all never throws", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: "binary" }),
          fc.json().map((json) => json.slice(1)),
        ),
        (text) => {
          const file = read(text);
          const { source } = file.document;
          expect(() => [check(file), file.reassembled, source.placeAt(1), source.rangeOf({ path: ["a", 0] })]).not.toThrow();
        },
      ),
    );
  });
});

type Path = readonly (string | number)[];

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value as Record<string, unknown>);
  return [path, ...entries.flatMap(([key, child]) => pathsIn(child, [...path, key]))];
}

function replaceAt(value: unknown, path: Path, put: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return put;
  if (Array.isArray(value)) return value.map((child: unknown, index) => (index === step ? replaceAt(child, rest, put) : child));
  const object = value as Record<string, unknown>;
  return { ...object, [step]: replaceAt(object[step], rest, put) };
}
