import { describe, expect, it } from "vitest";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { chatStream, pythonJson } from "../../support/recordings";

/** The file of a stream with one tool call, and a mapping of ids. */
function withMapping(id: string, mapping: unknown, content = "Wait"): string {
  const text = chatStream([content, { tool_calls: [{ index: 0, id, function: { name: "f", arguments: "{}" } }] }]);
  return pythonJson({ ...(JSON.parse(text) as object), id_normalization_mapping: mapping });
}
const read = (text: string) => readRecordingFile("x.json", text);

describe("a recording with an id mapping", () => {
  it("shows the normalized id, as replay hands it out, at the chunk that holds the original", () => {
    const file = read(withMapping("call_Xy12", { call_1: "call_Xy12" }));
    expect(file.reassembled.choices[0]?.toolCalls[0]?.id).toEqual({ value: "call_1", chunk: 1 });
    expect(file.recording?.chunks[1]?.data).toMatchObject({ choices: [{ delta: { tool_calls: [{ id: "call_Xy12" }] } }] });
  });

  it("replaces inside text too, so that pieces have the lengths that a client sees", () => {
    const file = read(withMapping("call_a", { call_0001: "call_a" }, "See call_a."));
    expect(file.reassembled.choices[0]?.content).toEqual({ text: "See call_0001.", pieces: [{ chunk: 0, length: 14 }] });
  });

  it("applies the pairs one after the other, as replay does", () => {
    const file = read(withMapping("a-id", { "b-id": "a-id", "c-id": "b-id" }));
    expect(file.reassembled.choices[0]?.toolCalls[0]?.id?.value).toBe("c-id");
  });

  it("looks for the original in ASCII JSON: one with an umlaut is never found", () => {
    const file = read(withMapping("größe", { size: "größe" }));
    expect(file.reassembled.choices[0]?.toolCalls[0]?.id?.value).toBe("größe");
  });

  it.each([
    ["null", null],
    ["a list", ["call_a"]],
    ["pairs that are no text", { call_1: 5 }],
    ["an empty original, after which nothing could be read", { call_1: "" }],
    ["a quote, after which nothing could be read", { call_1: '"' }],
  ])("shows what the file says where the mapping is %s", (_, mapping) => {
    expect(read(withMapping("call_a", mapping)).reassembled.choices[0]?.toolCalls[0]?.id?.value).toBe("call_a");
  });
});
