/** What providers get wrong in chat completions, as OpenAI's clients and replay meet it. */
import { describe, expect, it } from "vitest";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { check } from "../../../server/src/rules/check";
import { anyHash, findingsIn } from "../../support/findings";
import { chatChunk, chatCompletion, chatStream, deltaChunk, recordingText } from "../../support/recordings";

const found = (text: string) =>
  check(readRecordingFile(`${anyHash}.json`, text)).map(({ code, severity }) => `${severity} ${code}`);
const answer = (text: string) => readRecordingFile("x.json", text).reassembled;
const differ = (text: string) => answer(text).disagreements.map(({ what }) => what);

const tools = { body: { tools: [{ type: "function", function: { name: "f" } }] } };
const call = (index: number, part: object = {}) => ({
  tool_calls: [{ index, id: `call_${index}`, type: "function", function: { name: "f", arguments: "{}" }, ...part }],
});
const calls = (...parts: readonly object[]) => chatStream(parts as Record<string, unknown>[], { finish: "tool_calls", ...tools });
const without = (delta: object) => chatChunk({ choices: [{ index: 0, delta, finish_reason: null, logprobs: null }] });

describe("A streamed call", () => {
  it.each([
    ["begins at one", calls(call(1))],
    ["leaves a gap", calls(call(0), call(2))],
    ["has an index below zero", calls(call(-1))],
    ["has an index that openai-node does not take", calls(call(128))],
  ])("that %s is an error", (_, text) => {
    expect(found(text)).toEqual(["error tool.index"]);
  });

  it("whose gap is filled later is read differently, and one that follows the order is not", () => {
    expect(found(calls(call(1), call(0)))).toEqual([]);
    expect(differ(calls(call(1), call(0)))).toEqual(["place of tool call 2"]);
    expect(differ(calls(call(0), call(1)))).toEqual([]);
  });

  it("without a type is a warning, and one whose piece has no function differs", () => {
    expect(found(calls(call(0, { type: undefined })))).toEqual(["warning tool.incomplete"]);
    expect(differ(calls(call(0), { tool_calls: [{ index: 0 }] }))).toEqual(["a piece of tool call 1"]);
  });

  it("with an object for its arguments keeps them", () => {
    const text = calls(call(0, { function: { name: "f", arguments: { city: "Oslo" } } }));
    expect(answer(text).choices[0]?.toolCalls[0]?.arguments.text).toBe('{"city":"Oslo"}');
    expect(found(text)).toEqual(["error chunk.shape"]);
    expect(answer(text).disagreements).toMatchObject([
      { what: "arguments of tool call 1", readings: [{ sees: '{"city":"Oslo"}' }, { sees: "[object Object]" }] },
    ]);
  });
});

describe("A choice", () => {
  it("without a role is a warning, and so is one that is not the assistant's", () => {
    expect(found(recordingText([without({ content: "Hi" }), chatChunk({ choices: [] }), without({})], true))).toEqual([
      "warning stream.order",
      "warning stream.unfinished",
    ]);
    expect(found(chatStream([{ role: "user", content: "Hi" }, { role: "user" }], { finish: null }))).toContain(
      "warning stream.order",
    );
  });

  it("below zero is an error", () => {
    expect(found(recordingText([deltaChunk({ content: "Hi" }, "stop", -1)], true))).toEqual(["error stream.order"]);
  });

  it("whose object or role is an empty word is refused by replay, unless nothing stands in it", () => {
    const empty = chatChunk({
      object: "",
      choices: [{ index: 0, delta: { role: "assistant", content: "Hi" }, finish_reason: "stop" }],
    });
    expect(found(recordingText([empty], true))).toEqual(["error chunk.shape"]);
    expect(found(chatStream([{ content: "Hi" }, { role: "", content: "!" }]))).toEqual(["error chunk.shape"]);
    expect(found(recordingText([chatChunk({ object: "" }), deltaChunk({ content: "Hi" }, "stop")], true))).toEqual([]);
  });
});

it("A chunk with a message where its delta should be lacks the delta, and nothing else", () => {
  const choices = [{ index: 0, message: { role: "assistant", content: "Hi" }, finish_reason: "stop" }];
  expect(findingsIn(recordingText([chatChunk({ choices })], true)).map(({ code, message }) => [code, message])).toEqual([
    ["chunk.shape", expect.stringContaining("`choices[0].delta` is missing")],
  ]);
});

it("A second finish reason is told in words", () => {
  const text = recordingText([deltaChunk({ content: "Hi" }, "length"), deltaChunk({}, "stop")], true);
  expect(findingsIn(text).map(({ message }) => message)).toEqual([
    "Chunk 2 brings another finish reason after the answer has finished, so a client that stops there misses it.",
  ]);
});

it("A long word is quoted to its end", () => {
  const text = recordingText([deltaChunk({ content: "Hi" }, "x".repeat(90))], true);
  expect(findingsIn(text)[0]?.message).toContain(`is "${"x".repeat(37)}…" but should be one of stop`);
});

describe("What only replay refuses is a hint, once:", () => {
  const tier = (service_tier: string) =>
    chatChunk({ service_tier, choices: [{ index: 0, delta: { role: "assistant" }, finish_reason: null }] });

  it.each([
    ["a service tier of the provider's own", recordingText([tier("on_demand"), tier("on_demand"), deltaChunk({}, "stop")], true)],
    ["the same in a whole answer", chatCompletion("Hi", { data: { service_tier: "standard" } })],
    [
      "the call of a custom tool, which OpenAI's class for a streamed call does not know",
      chatStream([{ tool_calls: [{ index: 0, id: "c", type: "custom", custom: { name: "f", input: "x" } }] }], {
        finish: "tool_calls",
        body: { tools: [{ type: "custom", custom: { name: "f" } }] },
      }),
    ],
    ["usage without a count", chatCompletion("Hi", { data: { usage: { prompt_tokens: 1, total_tokens: 2 } } })],
  ])("%s", (_, text) => {
    expect(found(text)).toEqual(["hint chunk.shape"]);
  });

  it("tiers of OpenAI's own are none", () => {
    expect(found(recordingText([tier("flex"), tier("priority"), deltaChunk({}, "stop")], true))).toEqual([]);
  });
});

describe("Nothing is dropped:", () => {
  it("sound and its transcript come in pieces", () => {
    const text = chatStream([
      { audio: { id: "audio_1", transcript: "It is" } },
      { audio: { transcript: " raining.", data: "AAAA" } },
      { audio: { data: "BBBB", expires_at: 9 } },
    ]);
    expect(answer(text).choices[0]?.items.map(({ value }) => value)).toEqual([
      { id: "audio_1", transcript: "It is raining.", data: "AAAABBBB", expires_at: 9 },
    ]);
  });

  it("reasoning that comes in details alone is reasoning, once", () => {
    const detail = (type: string, part: object) => ({ type, index: 0, ...part });
    const text = chatStream([
      { reasoning_details: [detail("reasoning.summary", { summary: "Weigh " })] },
      { reasoning: "it.", reasoning_details: [detail("reasoning.text", { text: "it." })] },
      { reasoning_details: [detail("reasoning.encrypted", { data: "gAAA" })] },
    ]);
    expect(answer(text).choices[0]?.reasoning?.text).toBe("Weigh it.");
    expect(answer(text).also).toMatchObject([
      { path: ["choices", 0, "delta", "reasoning_details", 0, "data"], value: "gAAA", chunk: 2 },
    ]);
  });

  it("what is no field of a completion is told beside it", () => {
    const text = chatCompletion("Hi", { data: { provider: "Groq", x_groq: { id: "req_1" } } });
    expect(answer(text).also.map(({ path, value }) => [path, value])).toEqual([
      [["provider"], "Groq"],
      [["x_groq"], { id: "req_1" }],
    ]);
  });
});

describe("A failure", () => {
  it("in the middle of a stream is one finding with the provider's words, and no shape", () => {
    const failed = chatChunk({
      choices: [{ index: 0, delta: {}, finish_reason: "error" }],
      error: { message: "Overloaded", code: 502 },
    });
    const text = recordingText([deltaChunk({ content: "Hi" }), failed], true);
    expect(findingsIn(text).map(({ code, message }) => [code, message])).toEqual([
      [
        "provider.failure",
        "The recording contains a failure: the stream ends with an error (Overloaded), so replay fails in the same way.",
      ],
    ]);
    expect(answer(text).error).toMatchObject({ message: "Overloaded", status: 502 });
  });

  it("with status 200 is one finding too", () => {
    const data = {
      id: "rec-0123456789ab",
      choices: null,
      model: null,
      object: null,
      error: { message: "Rate limit exceeded", code: 429 },
    };
    const body = { __type__: "openai.types.chat.chat_completion.ChatCompletion", __data__: data };
    expect(found(recordingText(body, false))).toEqual(["information provider.failure"]);
  });

  it("is not an answer without choices, which is a warning", () => {
    expect(found(chatCompletion("Hi", { data: { choices: [] } }))).toEqual(["warning stream.empty"]);
    const counted = chatChunk({ usage: { prompt_tokens: 8, completion_tokens: 4, total_tokens: 12 } });
    expect(found(recordingText([counted], true))).toEqual(["warning stream.empty"]);
  });
});

describe("A stream in lines of server-sent events", () => {
  it("is judged like one of chunks", () => {
    const event = (delta: object, finish_reason: string | null = null) =>
      `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, delta, finish_reason }] })}`;
    expect(found(recordingText([event({ role: "assistant", content: "Hi" }), "", event({}, "stop"), ""], true))).toEqual([]);
    expect(found(recordingText([event({ role: "assistant", content: "Hi" }), ""], true))).toEqual(["warning stream.unfinished"]);
    expect(found(recordingText([event({ content: "Hi" }), "", event({}, "stop"), ""], true))).toEqual(["warning stream.order"]);
  });
});
