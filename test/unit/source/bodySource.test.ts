/** A body that its file holds compressed or as bytes: paths of the file lead to places in what the body says. */
import { expect, test } from "vitest";
import { jsonSource } from "../../../server/src/source/json";
import { openBody } from "../../../server/src/source/embedded/bodies";
import { bodySource } from "../../../server/src/source/embedded/bodySource";
import { frame, textHeader } from "../../support/eventStream";

const path = ["calls", 0, "body"];
const file = jsonSource('{"calls": [{"body": "…"}]}');

function sourceOf(value: unknown, headers: Record<string, readonly string[]> = {}) {
  const opened = openBody({ path, value, headers, isBase64: false });
  return bodySource(file, { path, ...opened!.hidden!() });
}

const textAt = (source: ReturnType<typeof sourceOf>, ...steps: (string | number)[]) => {
  const { start, end } = source.rangeOf({ path: [...path, ...steps] });
  return source.text.slice(start, end);
};

test("a stream of server-sent events", () => {
  const source = sourceOf(Buffer.from('data: {"a": 1}\n\ndata: {"a": [2, 3]}\n\n'));
  expect(textAt(source, 1)).toBe('data: {"a": [2, 3]}');
  expect(textAt(source, 1, "a", 1)).toBe("3");
  expect(source.placeAt(source.text.indexOf("3"))?.path).toEqual([...path, 1, "a", 1]);
});

test("a binary event stream, of which the text tells a frame in each line", () => {
  const frames = ["one", "two"].map((word) => frame([textHeader(":event-type", "chunk")], JSON.stringify({ said: word })));
  const source = sourceOf(Buffer.concat(frames));
  expect(source.text.trim().split("\n")).toHaveLength(2);
  expect(source.placeAt(source.text.indexOf('"two"'))?.path.slice(0, 4)).toEqual([...path, 1]);
  expect(textAt(source, ...source.placeAt(source.text.indexOf('"two"'))!.path.slice(3))).toBe('"two"');
});

test("a text that is nothing but text, and what stands elsewhere in the file", () => {
  const source = sourceOf(Buffer.from("<p>Hello</p>"));
  expect(textAt(source)).toBe("<p>Hello</p>");
  expect(textAt(source, "deeper")).toBe("<p>Hello</p>");
  expect(source.rangeOf({ path: ["calls", 0] })).toEqual({ start: 0, end: 0 });
  expect(source.rangeOf({ path, within: { start: 3, end: 8 } })).toEqual({ start: 3, end: 8 });
});
