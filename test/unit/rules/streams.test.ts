import { describe, expect, it } from "vitest";
import { findingsIn } from "../../support/findings";
import { chatChunk, chatCompletion, chatStream, deltaChunk, recordingText } from "../../support/recordings";
import { functionCall, message, outputText, responseEvents, responseRecording } from "../../support/responseStream";
import { sseLines } from "../../support/wire";
import { anthropicEvents } from "../../support/wireAnswers";

const codes = (text: string) => findingsIn(text).map(({ code, at }) => [code, at]);
const tools = [
  {
    type: "function",
    function: { name: "f", parameters: { type: "object", required: ["a"], properties: { a: { type: "number" } } } },
  },
];
const body = { tools };
const piece = (part: object) => ({ tool_calls: [{ index: 0, ...part }] });
const begun = piece({ id: "call_1", type: "function", function: { name: "f", arguments: "" } });
const filled = (text: string) => piece({ function: { arguments: text } });
const calls = (...parts: object[]) => codes(chatStream(parts as never, { body, finish: "tool_calls" }));

describe("a stream", () => {
  it.each([
    ["without chunks", recordingText([], true), "stream.empty", "[]"],
    ["that stops", chatStream(["Hello"], { finish: null }), "stream.unfinished", "null"],
    [
      "without the usage that was asked for",
      chatStream(["Hi"], { body: { stream_options: { include_usage: true } } }),
      "stream.usage",
      "{",
    ],
    ["whose flag denies it", chatStream(["Hi"], { response: { is_streaming: false } }), "recording.stream-flag", "false"],
    [
      "whose counts do not add up",
      chatStream(["Hi", chatChunk({ usage: { prompt_tokens: 8, completion_tokens: 5, total_tokens: 20 } })]),
      "stream.usage",
      "20",
    ],
    ["that failed", chatStream(["Hi"], { response: { status: 500 } }), "provider.failure", "500"],
    ["of no test", chatStream(["Hi"], { testId: "hello" }), "recording.test-id", '"hello"'],
    [
      "that goes on after its end",
      recordingText([deltaChunk({ content: "a" }, "stop"), deltaChunk({ content: "b" })], true),
      "stream.after-finish",
      '"b"',
    ],
    [
      "with a chunk of another recording",
      chatStream(["a", chatChunk({ id: "rec-ffffffffffff" }), "b"]),
      "chunk.id",
      '"rec-ffffffffffff"',
    ],
    ["with an unknown word", chatStream([{ role: "robot", content: "Hi" }]), "chunk.shape", '"robot"'],
    [
      "with a key that stands twice",
      chatStream(["Hi"]).replace('"method":', '"method": "GET", "method":'),
      "json.duplicate-key",
      '"method"',
    ],
    ["that a filter cut off", chatStream(["Hi"], { finish: "content_filter" }), "provider.failure", '"content_filter"'],
  ])("%s is found once", (_, text, code, at) => {
    expect(codes(text)).toEqual([[code, at]]);
  });

  it.each([
    ["Azure's first chunk", chatStream([chatChunk({ id: "", model: "", object: "", prompt_filter_results: [{}] }), "Hi"])],
    [
      "the usage chunk",
      recordingText(
        [deltaChunk({}, "stop"), chatChunk({ usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } })],
        true,
      ),
    ],
    ["another model in between", chatStream(["a", chatChunk({ model: "other" }), "b"])],
    ["an answer that is empty", chatStream([])],
    ["no test id", chatStream(["Hi"], { testId: null })],
    [
      "a test id with anything between its brackets",
      chatStream(["Hi"], { testId: "tests/test_x.py::TestC::test_f[a/b::c [d]]" }),
    ],
    ["another id on Azure's first chunk", chatStream([chatChunk({ id: "" }), "Hi"])],
    ["reasoning and unknown fields", chatStream([{ reasoning_content: "hm", nobody_knows: 1 }])],
    ["/v1/v1/", chatStream(["Hi"], { url: "https://x/v1/v1/chat/completions" })],
    [
      "Gemini's STOP with calls",
      recordingText(
        [{ candidates: [{ content: { parts: [{ function_call: { name: "f", args: { a: 1 } } }] }, finish_reason: "STOP" }] }],
        true,
        {
          endpoint: "/generate_content_stream",
          body: { stream: undefined, config: { tools: [{ function_declarations: [{ name: "f" }] }] } },
        },
      ),
    ],
    [
      "a request that failed before its first chunk",
      recordingText(null, false, { body: { stream: true }, response: { is_exception: true, exception_message: "no" } }),
    ],
  ])("is not accused of %s", (_, text) => {
    expect(codes(text).filter(([code]) => code !== "provider.failure")).toEqual([]);
  });
});

describe("a tool call", () => {
  it("is accused of nothing when it is whole", () => {
    expect(calls(begun, filled('{"a"'), filled(": 1}"))).toEqual([]);
  });

  it.each([
    ["without its index", [{ tool_calls: [{ id: "call_1", function: { name: "f", arguments: '{"a": 1}' } }] }], "tool.index"],
    [
      "with a second id under its index",
      [begun, filled('{"a": 1}'), piece({ id: "call_2", function: { name: "f", arguments: "" } })],
      "tool.two-calls-one-index",
    ],
    ["without a name", [piece({ id: "call_1", function: { arguments: '{"a": 1}' } })], "tool.incomplete"],
    ["whose name comes again", [begun, piece({ function: { name: "f", arguments: '{"a": 1}' } })], "tool.repeated-name"],
    ["whose arguments lost a piece", [begun, filled('{"a"')], "tool.arguments"],
    ["that nobody offered", [piece({ id: "c", type: "function", function: { name: "g", arguments: "{}" } })], "tool.unknown"],
    ["that breaks its schema", [begun, filled('{"a": "1"}')], "tool.schema"],
    ["that is announced and never comes", [{ content: "Hi" }], "tool.no-calls"],
  ])("%s is found once", (_, parts, code) => {
    expect(calls(...parts).map(([each]) => each)).toEqual([code]);
  });

  it("that the length limit cut off is only information, and one that `stop` denies a hint", () => {
    const cut = chatStream([begun, filled('{"a"')], { body, finish: "length" });
    expect(codes(cut)).toEqual([["tool.arguments", '"{\\"a\\""']]);
    const call = { id: "c", type: "function", function: { name: "f", arguments: '{"a": 1}' } };
    expect(codes(chatCompletion({ tool_calls: [call] }, { body, finish: "stop" }))).toEqual([["tool.finish", '"stop"']]);
  });
});

describe("events in order", () => {
  const events = responseEvents([message("msg_1", outputText("It is sunny")), functionCall("fc_1", "f", '{"a": 1}')]);
  const responses = (change: (each: (typeof events)[number], at: number) => object) =>
    codes(responseRecording(events.map(change) as typeof events, { body: { tools: [{ type: "function", name: "f" }] } }));
  const first = (type: string) => events.findIndex((event) => event.type === type);

  it("are accused of nothing", () => {
    expect(responses((event) => event)).toEqual([]);
    // Numbers may leave gaps, as long as they rise.
    expect(responses((event, at) => ({ ...event, sequence_number: at * 3 }))).toEqual([]);
  });

  it("whose numbers fall are found where they first do", () => {
    expect(responses((event, at) => (at === 5 ? { ...event, sequence_number: 3 } : event))).toEqual([["stream.order", "3"]]);
  });

  it("that speak of an item which never began are found once", () => {
    const found = responses((event) => (event.output_index === 1 ? { ...event, output_index: 7 } : event));
    expect(found).toEqual([]);
    const begun = first("response.output_item.added");
    const lost = events.filter((_, at) => at !== begun);
    expect(codes(responseRecording(lost, { body: { tools: [{ type: "function", name: "f" }] } }))).toEqual([
      ["stream.order", '"__data__"'],
    ]);
  });

  it("whose deltas are not what the whole says are found, for text and for arguments", () => {
    for (const [type, field] of [
      ["response.output_text.done", "text"],
      ["response.function_call_arguments.done", "arguments"],
    ] as const) {
      const at = first(type);
      expect(responses((event, each) => (each === at ? { ...event, [field]: "other" } : event))).toEqual([
        ["stream.order", '"other"'],
      ]);
    }
  });
});

describe("lines of server-sent events", () => {
  const whole = sseLines(
    anthropicEvents({ reasoning: "", text: "It is sunny", calls: [], input: 1, output: 2 }, (text) => [text]),
    "type",
  );
  const anthropic = (lines: readonly string[]) =>
    findingsIn(recordingText(lines, true, { endpoint: "/v1/messages", url: "https://x/v1/messages" })).map(({ code, at }) => [
      code,
      at,
    ]);
  const at = (text: string) => whole.findIndex((line) => line.startsWith(text));

  it("are accused of nothing, comments and retry times included", () => {
    expect(anthropic(whole)).toEqual([]);
    expect(anthropic([": hello", "", "retry: 3000", "id: 7", ...whole])).toEqual([]);
  });

  it.each([
    ["a line that is no field", "event: ping", "evnet: ping", "chunk.sse", '"evnet: ping"'],
    ["data that is no JSON", 'data: {"type":"message_stop"', 'data: {"type":', "chunk.sse", '"data: {\\"type\\":"'],
    ["a name that hides the event", "event: message_delta", "event: ping", "chunk.sse", '"event: ping"'],
    ["an event of a block that never began", "event: content_block_start", ": gone", "chunk.sse", undefined],
  ])("with %s are found once", (_, line, other, code, shown) => {
    const found = anthropic(whole.with(at(line), other)).filter(([each]) => each !== "stream.unfinished");
    expect(found).toHaveLength(1);
    expect(found[0]![0]).toBe(code);
    if (shown !== undefined) expect(found[0]![1]).toBe(shown);
  });

  it("whose block begins after its text, or twice, are out of order", () => {
    const begin = at("event: content_block_start");
    const moved = whole.toSpliced(begin, 3).toSpliced(at("event: message_stop") - 3, 0, ...whole.slice(begin, begin + 3));
    expect(anthropic(moved).map(([code]) => code)).toContain("stream.order");
    const twice = whole.toSpliced(begin, 0, ...whole.slice(begin, begin + 3));
    expect(anthropic(twice).map(([code]) => code)).toEqual(["stream.order"]);
  });
});
