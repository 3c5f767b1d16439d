import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bodyDifferences } from "../../../server/src/recording/difference/bodies";
import { pathText } from "../../../server/src/recording/difference";

const json = { "Content-Type": ["application/json"] };
const form = { "content-type": ["application/x-www-form-urlencoded"] };

type Sent = string | Uint8Array | undefined;

function differing(before: Sent, after: Sent, headers: Readonly<Record<string, readonly string[]>> = {}, others = headers) {
  const body = (bytes: Sent) => (typeof bytes === "string" ? Buffer.from(bytes) : bytes);
  const found = bodyDifferences({ headers, bytes: body(before) }, { headers: others, bytes: body(after) });
  return found.map(({ path }) => pathText(path));
}

const multipart = (boundary: string, model: string, file = "abc", name = "a.wav") =>
  [
    `--${boundary}\r\nContent-Disposition: form-data; name="model"\r\n\r\n${model}\r\n`,
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: audio/wav\r\n\r\n${file}\r\n`,
    `--${boundary}--\r\n`,
  ].join("");

describe("Two bodies that mean the same do not differ", () => {
  test("JSON in any spelling and order", () => {
    expect(differing('{"a": 1, "b": ["\\u00e9"]}', '{"b":["é"],"a":1.0}', json)).toEqual([]);
    expect(differing('{"a": 1}', '{ "a":1 }', { "content-type": ["REDACTED"] }, json)).toEqual([]);
    expect(differing('{"a": 1}\n{"b": 2}\n', '{"a":1}\r\n{"b":2}', {})).toEqual([]);
  });

  test("forms in any order, with either spelling of a blank", () => {
    expect(differing("a=1&b=x+y", "b=x%20y&a=1", form)).toEqual([]);
    expect(differing("a=1&b=2", "b=2&a=1")).toEqual([]);
    expect(differing("a=1&b=x y", "b=x%20y&a=1", {}, form)).toEqual([]);
  });

  test("parts between other boundaries, bytes among them", () => {
    const type = (boundary: string) => ({ "content-type": [`multipart/form-data; boundary=${boundary}`] });
    const [one, other] = ["a1b2", "----WebKit9"];
    expect(differing(multipart(one, "m"), multipart(other, "m"), type(one), type(other))).toEqual([]);
    expect(differing(multipart(one, "m", "\u0000\u00ff"), multipart(other, "m", "\u0000\u00ff"))).toEqual([]);
  });

  test("none, an empty one, and what was compressed", () => {
    expect(differing(undefined, "", json)).toEqual([]);
    expect(differing(gzipSync('{"a": 1}'), '{"a":1}', json)).toEqual([]);
    expect(differing(new Uint8Array([0, 255, 1]), new Uint8Array([0, 255, 1]))).toEqual([]);
  });
});

describe("What another body means is told by its field", () => {
  test("of JSON", () => {
    expect(differing('{"a": {"b": [1, 2]}, "c": 1}', '{"a": {"b": [1, 3]}, "d": null}', json)).toEqual(["a.b[1]", "c", "d"]);
    expect(differing('{"a": 1}', '{"a": "1"}', json)).toEqual(["a"]);
    expect(differing('{"a": NaN}', '{"a": 1}', json)).toEqual([""]);
  });

  test("of forms and parts", () => {
    expect(differing("a=1&b=2&b=3", "a=1&b=3&b=2", form)).toEqual(["b[0]", "b[1]"]);
    expect(differing(multipart("x", "m"), multipart("y", "n"))).toEqual(["model"]);
    expect(differing(multipart("x", "m", "\u0000a"), multipart("y", "m", "\u0000b"))).toEqual(["file.content"]);
    expect(differing(multipart("x", "m", "a", "a.wav"), multipart("y", "m", "a", "b.wav"))).toEqual(["file.filename"]);
  });

  test("of texts, and of a body that one side lacks, as a whole", () => {
    expect(differing("Hello there", "Hello  there")).toEqual([""]);
    expect(differing(undefined, '{"a": 1}', json)).toEqual([""]);
    expect(differing("--x\r\nbroken", "--y\r\nbroken")).toEqual([""]);
  });

  test("whatever the bytes are, nothing is thrown, and equal bodies are equal", () => {
    const any = fc.uint8Array({ maxLength: 200 });
    const type = fc.constantFrom(
      "",
      "REDACTED",
      "application/json",
      "multipart/form-data; boundary=x",
      "application/x-www-form-urlencoded",
    );
    fc.assert(
      fc.property(any, any, type, (one, other, contentType) => {
        const headers = { "content-type": [contentType] };
        expect(differing(one, one, headers)).toEqual([]);
        differing(one, other, headers);
      }),
    );
  });

  test("each field that was changed in generated JSON, and no other", () => {
    const value = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1, maxKeys: 6 });
    fc.assert(
      fc.property(value, fc.nat(), (body, at) => {
        const keys = Object.keys(body);
        const key = keys[at % keys.length] ?? "";
        const reversed = Object.fromEntries(Object.entries(body).reverse());
        expect(differing(JSON.stringify(body), JSON.stringify(reversed, null, 3), json)).toEqual([]);
        const changed = { ...reversed, [key]: { was: JSON.stringify(body[key]) } };
        const found = bodyDifferences(
          { headers: json, bytes: Buffer.from(JSON.stringify(body)) },
          { headers: json, bytes: Buffer.from(JSON.stringify(changed)) },
        );
        expect(new Set(found.map(({ path }) => path[0]))).toEqual(new Set([key]));
      }),
    );
  });
});
