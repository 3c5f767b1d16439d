/** One stream in every framing, cut anywhere by a network: the same answer, and the same is said of it. */
import { describe, expect, it } from "vitest";
import { framedObjects } from "../../../../server/src/recording/families/framing";
import { readRecordingFile } from "../../../../server/src/formats/readDocument";
import { findingsIn } from "../../../support/findings";
import { recordingText } from "../../../support/recordings";
import { seeded } from "../../../support/seeded";
import { cutText, said } from "../../../support/wire";

const part = (text: string) => ({ candidates: [{ content: { role: "model", parts: [{ text }] } }], modelVersion: "g" });
const chunks = [part('It "ra'), part("ins]} \\ [{ ü"), { candidates: [{ content: { role: "model" }, finishReason: "STOP" }] }];
const array = JSON.stringify(chunks, null, 2);
const framed: Readonly<Record<string, string>> = {
  "server-sent events": chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`).join(""),
  "an array": array,
  "an array on one line": JSON.stringify(chunks),
  "lines of JSON": chunks.map((chunk) => `${JSON.stringify(chunk)}\n`).join(""),
};
const objects = readRecordingFile("x.json", recordingText(chunks, true)).reassembled;

describe.each(Object.entries(framed))("a stream as %s", (name, text) => {
  it("reads like its objects, wherever a network cut it", () => {
    const random = seeded(3);
    const cuts =
      name === "lines of JSON" ? [text.split(/(?<=\n)/)] : [[text], ...Array.from({ length: 50 }, () => cut(text, random))];
    for (const body of cuts) {
      const read = framedObjects(body.map((data, index) => ({ ...bare, data, index })));
      expect(read.map(({ data }) => data)).toEqual(chunks);
    }
  });
});

it("is recognised as an array, one piece of it after the other", () => {
  const body = array.split(/(?<=,\n)(?= {2}\{)/);
  const text = recordingText(body, true);
  const file = readRecordingFile("x.json", text);
  expect(said(file.reassembled)).toEqual(said(objects));
  expect(file.reassembled.choices[0]?.content?.pieces.map(({ chunk }) => chunk)).toEqual([0, 1]);
  expect(findingsIn(text)).toEqual([]);
});

const bare = { type: undefined, recorded: undefined, enveloped: false, path: [], dataPath: [] };

function cut(text: string, random: () => number): string[] {
  return cutText(
    text,
    Array.from({ length: text.length }, () => Math.floor(random() * 60)),
  );
}

it("holds only what is whole", () => {
  const read = (...texts: string[]) =>
    framedObjects(texts.map((data, index) => ({ ...bare, data, index }))).map(({ data }) => data);
  expect(read("[", '{"a": 1},', '{"b": ')).toEqual([{ a: 1 }]);
  expect(read('[{"a": 1}, 5, "x", [{"no": 1}], {"b": {"c": [2]}}]')).toEqual([{ a: 1 }, { b: { c: [2] } }]);
  expect(read("]]]", "}}")).toEqual([]);
  expect(read('[{"a": "}"}]')).toEqual([{ a: "}" }]);
});
