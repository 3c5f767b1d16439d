/** Anthropic messages as a user sees them, whole and broken. */
import { describe, expect, it } from "vitest";
import { readRecordingFile } from "../../../../server/src/formats/readDocument";
import { recordingText } from "../../../support/recordings";
import { sseLines, type Data } from "../../../support/wire";

const open = (body: unknown, response: Data = {}) =>
  readRecordingFile("x.json", recordingText(body, Array.isArray(body), { endpoint: "/v1/messages", response }));
const streamed = (...events: Data[]) => open(sseLines(events, "type"));
const start = {
  type: "message_start",
  message: { id: "m", type: "message", role: "assistant", model: "claude", content: [], usage: {} },
};
const begin = (index: number, content_block: Data) => ({ type: "content_block_start", index, content_block });
const delta = (index: number, data: Data) => ({ type: "content_block_delta", index, delta: data });
const stop = (index: number) => ({ type: "content_block_stop", index });
const problemsOf = (file: ReturnType<typeof open>) =>
  (file.recording?.chunks ?? []).flatMap((chunk) => file.family.validate(chunk).map(({ path, message }) => ({ path, message })));

describe("a streamed Anthropic message", () => {
  it("shows thoughts, text and tool uses, each with the line that said it", () => {
    const file = streamed(
      start,
      begin(0, { type: "thinking", thinking: "", signature: "" }),
      delta(0, { type: "thinking_delta", thinking: "Hm." }),
      delta(0, { type: "signature_delta", signature: "c2ln" }),
      stop(0),
      begin(1, { type: "tool_use", id: "toolu_1", name: "get_weather", input: {} }),
      delta(1, { type: "input_json_delta", partial_json: "" }),
      delta(1, { type: "input_json_delta", partial_json: '{"city": "O' }),
      delta(1, { type: "input_json_delta", partial_json: 'slo"}' }),
      stop(1),
      { type: "message_delta", delta: { stop_reason: "tool_use" }, usage: { input_tokens: 7, output_tokens: 9 } },
      { type: "message_stop" },
    );

    // Three lines an event, the data in the second.
    expect(file.reassembled).toMatchObject({
      family: "anthropic.messages",
      model: "claude",
      usage: { inputTokens: 7, outputTokens: 9, totalTokens: null },
      choices: [
        {
          role: "assistant",
          content: null,
          reasoning: { text: "Hm.", pieces: [{ chunk: 7, length: 3 }] },
          items: [{ type: "signature", value: "c2ln", chunk: 10 }],
          toolCalls: [
            {
              index: 0,
              id: { value: "toolu_1", chunk: 16 },
              name: { value: "get_weather", chunk: 16 },
              arguments: { text: '{"city": "Oslo"}', pieces: [{ chunk: 22 }, { chunk: 25 }] },
            },
          ],
          finishReason: { value: "tool_use", chunk: 31 },
        },
      ],
    });
    const kinds = file.reassembled.notes.filter((_, at) => at % 3 === 1).map(({ kind, adds }) => `${kind} ${adds}`.trim());
    expect(kinds).toEqual([
      "role assistant",
      "empty",
      "reasoning Hm.",
      "other signature",
      "empty",
      "tool get_weather",
      "empty",
      'tool {"city": "O',
      'tool slo"}',
      "empty",
      "finish tool_use",
      "empty",
    ]);
    expect(problemsOf(file)).toEqual([]);
  });

  it("gives a call without arguments an empty object, as clients do", () => {
    const file = streamed(start, begin(0, { type: "tool_use", id: "t", name: "now", input: {} }), stop(0));
    expect(file.reassembled.choices[0]?.toolCalls[0]?.arguments.text).toBe("{}");
  });

  it("that ends in an error shows what the provider said, after what it had sent", () => {
    const error = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
    const { reassembled } = streamed(start, begin(0, { type: "text", text: "Well" }), error);
    expect(reassembled.error).toEqual({ type: "overloaded_error", message: "Overloaded", status: null });
    expect(reassembled.choices[0]?.content?.text).toBe("Well");
    expect(reassembled.notes.at(-2)).toEqual({ kind: "other", adds: "Overloaded" });
  });

  it("may come as the objects of the Python client", () => {
    const chunks = [
      start,
      begin(0, { type: "text", text: "", citations: null }),
      delta(0, { type: "text_delta", text: "Hi" }),
    ].map((data) => ({ __type__: "anthropic.types.raw_message_stream_event.Event", __data__: data }));
    const file = open(chunks);
    expect(file.reassembled).toMatchObject({
      family: "anthropic.messages",
      choices: [{ content: { text: "Hi", pieces: [{ chunk: 2 }] } }],
    });
    expect(problemsOf(file)).toEqual([]);
  });

  it("says each thing once where the network cut it right before an object, or not at all", () => {
    const lines = sseLines([start, begin(0, { type: "text", text: "Hi" }), delta(0, { type: "text_delta", text: "!" })], "type");
    const text = lines.map((line) => `${line}\n`).join("");
    for (const body of [text.split(/(?<=data: )/), [text]]) expect(open(body).reassembled.choices[0]?.content?.text).toBe("Hi!");
  });

  it("is said to be wrong where a client fails on it, and nowhere else", () => {
    const file = streamed(
      { ...start, message: { ...start.message, content: null } },
      begin(0, { type: "tool_use", name: "now" }),
      delta(0, { type: "text_delta", text: 5 }),
      delta(0, { type: "text_delta" }),
      delta(0, { type: "new_delta", anything: 1 }),
      { type: "message_delta", delta: { stop_reason: "unheard_of" } },
      { type: "brand_new" },
    );
    expect(problemsOf(file).map(({ message }) => message.split(",")[0])).toEqual([
      "`message.content` is null but should be a list",
      "`content_block.id` is missing",
      "`delta.text` is 5 but should be a string",
      "`delta.text` is missing",
      "`usage` is missing",
    ]);
  });
});

describe("a whole Anthropic message", () => {
  it("shows its blocks, and its citations as annotations", () => {
    const citation = { type: "char_location", cited_text: "Rain.", document_index: 0 };
    const body = {
      id: "m",
      type: "message",
      role: "assistant",
      model: "claude",
      content: [
        { type: "thinking", thinking: "Hm.", signature: "s" },
        { type: "text", text: "It rains.", citations: [citation] },
        { type: "tool_use", id: "t", name: "pack", input: { item: "umbrella" } },
        { type: "server_tool_use", id: "s", name: "web_search", input: { query: "rain" } },
      ],
      stop_reason: "tool_use",
      usage: { input_tokens: 1, output_tokens: 2 },
    };
    const file = open(body);
    expect(file.reassembled.choices[0]).toMatchObject({
      content: { text: "It rains." },
      reasoning: { text: "Hm." },
      annotations: [{ value: citation, chunk: 0 }],
      toolCalls: [{ id: { value: "t" }, name: { value: "pack" }, arguments: { text: '{"item":"umbrella"}' } }],
      items: [{ type: "signature" }, { type: "server_tool_use", value: { input: { query: "rain" } } }],
    });
    expect(problemsOf(file)).toEqual([]);
  });
});
