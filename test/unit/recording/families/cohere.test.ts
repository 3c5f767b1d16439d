/** Both versions of Cohere's answers as a user sees them. */
import { describe, expect, it } from "vitest";
import { event, openSent, saidOf } from "../../../support/sent";

const tools = [{ type: "function", function: { name: "pack", parameters: { type: "object" } } }];
const usage = { billed_units: { input_tokens: 1, output_tokens: 2 }, tokens: { input_tokens: 3, output_tokens: 4 } };

describe("a chat of Cohere's second version", () => {
  const open = (body: unknown) => openSent({ url: "https://api.cohere.com/v2/chat", request: { messages: [], tools }, body });
  const said = (type: string, message: object, rest: object = {}) => event({ type, ...rest, delta: { message } }, type);
  const end = (finish_reason: string, rest: object = {}) =>
    event({ type: "message-end", delta: { finish_reason, usage, ...rest } }, "message-end");
  const begin = said("message-start", { role: "assistant", content: [], tool_plan: "", tool_calls: [], citations: [] });
  const call = (id: string) => ({ id, type: "function", function: { name: "pack", arguments: "" } });

  it("that streams shows plan, text, citations and calls", () => {
    const file = open([
      begin,
      said("tool-plan-delta", { tool_plan: "I will " }),
      said("tool-plan-delta", { tool_plan: "pack." }),
      said("content-start", { content: { type: "text", text: "" } }, { index: 0 }),
      said("content-delta", { content: { text: "Hats" } }, { index: 0 }),
      event({ type: "content-end", index: 0 }, "content-end"),
      said("citation-start", { citations: { start: 0, end: 4, text: "Hats" } }, { index: 0 }),
      said("tool-call-start", { tool_calls: call("p1") }, { index: 0 }),
      said("tool-call-delta", { tool_calls: { function: { arguments: "{}" } } }, { index: 0 }),
      said("tool-call-start", { tool_calls: call("p2") }, { index: 1 }),
      said("tool-call-delta", { tool_calls: { function: { arguments: '{"a":1}' } } }, { index: 1 }),
      end("TOOL_CALL"),
      "data: [DONE]\n\n",
    ]);
    expect(file.reassembled).toMatchObject({
      ...{ family: "cohere.v2", usage: { inputTokens: 3, outputTokens: 4, totalTokens: null }, also: [] },
      choices: [
        {
          ...{ role: "assistant", content: { text: "Hats", pieces: [{ chunk: 4 }] }, reasoning: { text: "I will pack." } },
          annotations: [{ value: { text: "Hats" }, chunk: 6 }],
          toolCalls: [
            { id: { value: "p1", chunk: 7 }, name: { value: "pack" }, arguments: { text: "{}" } },
            { id: { value: "p2", chunk: 9 }, arguments: { text: '{"a":1}' } },
          ],
          finishReason: { value: "TOOL_CALL", chunk: 11 },
        },
      ],
    });
    expect(file.reassembled.notes).toHaveLength(13);
    expect(saidOf(file)).toEqual([]);
  });

  it("that comes whole shows the same", () => {
    const content = [
      { type: "thinking", thinking: "Hm." },
      { type: "text", text: "Hats" },
    ];
    const message = { role: "assistant", tool_plan: " Pack.", content, tool_calls: [call("p1")], citations: [{ text: "Hats" }] };
    const { family, reassembled } = open({ id: "1", message, finish_reason: "TOOL_CALL", usage });
    expect(family.id).toBe("cohere.v2");
    expect(reassembled.choices).toMatchObject([
      { content: { text: "Hats" }, reasoning: { text: " Pack.Hm." }, toolCalls: [{ id: { value: "p1" } }], annotations: [{}] },
    ]);
  });

  it("shows of an event what a client goes by, and keeps the rest", () => {
    const file = open([
      begin,
      said("content-start", { content: { type: "text", text: "Hm" } }, { index: 0 }),
      said("content-delta", { content: { text: "Hats" } }, { index: 0 }),
      said("content-guess", { content: { text: "Coats" } }, { index: 0 }),
      end("COMPLETE"),
    ]);
    expect(file.reassembled.choices).toMatchObject([{ content: { text: "Hats" } }]);
    expect(file.reassembled.also).toMatchObject([
      { path: ["delta", "message", "content", "text"], value: "Hm", chunk: 1 },
      { path: ["delta", "message", "content"], value: { text: "Coats" }, chunk: 3 },
    ]);
    expect(saidOf(file)).toEqual([]);
    expect(saidOf(open([begin, said("content-delta", {}, { index: 0 }), end("COMPLETE")]))).toEqual([
      expect.stringMatching(/^chunk.shape: .*so a Cohere client cannot read the answer/),
    ]);
  });

  it("that fails or breaks off says so", () => {
    const failed = open([begin, end("ERROR", { error: "Invalid tool.", error_type: "INVALID_TOOL_GENERATION" })]);
    expect(failed.reassembled.error).toMatchObject({ type: "INVALID_TOOL_GENERATION", message: "Invalid tool." });
    expect(saidOf(failed)).toEqual([expect.stringMatching(/^provider.failure: .*Invalid tool\./)]);
    expect(saidOf(open([begin, said("content-delta", { content: { text: "Ha" } }, { index: 0 })]))).toEqual([
      expect.stringMatching(/^stream.unfinished: .*`message-end`/),
    ]);
  });
});

describe("an answer of Cohere's first version", () => {
  const open = (body: unknown) => openSent({ url: "https://api.cohere.com/v1/chat", body });

  it("that streams lines of JSON shows text and calls once, though what ends it repeats them", () => {
    const calls = [{ name: "pack", parameters: { item: "hat" } }];
    const whole = { text: "I pack.", generation_id: "1", chat_history: [{ role: "USER", message: "?" }], tool_calls: calls };
    const file = open([
      { is_finished: false, event_type: "stream-start", generation_id: "1" },
      { is_finished: false, event_type: "text-generation", text: "I " },
      { is_finished: false, event_type: "text-generation", text: "pack." },
      { is_finished: false, event_type: "tool-calls-generation", tool_calls: calls },
      { is_finished: true, event_type: "stream-end", finish_reason: "COMPLETE", response: { ...whole, meta: usage } },
    ]);
    expect(file.reassembled).toMatchObject({
      ...{ family: "cohere.v1", usage: { inputTokens: 3, outputTokens: 4 }, also: [] },
      choices: [
        {
          content: { text: "I pack.", pieces: [{ chunk: 1 }, { chunk: 2 }] },
          toolCalls: [{ id: null, name: { value: "pack" }, arguments: { text: '{"item":"hat"}' } }],
          finishReason: { value: "COMPLETE", chunk: 4 },
        },
      ],
    });
  });

  it("that comes whole, as a chat or as several completions, shows its texts", () => {
    const chat = open({
      text: "Hats",
      generation_id: "1",
      finish_reason: "COMPLETE",
      meta: usage,
      citations: [{ text: "Hats" }],
    });
    expect(chat.reassembled.choices).toMatchObject([{ content: { text: "Hats" }, annotations: [{}] }]);
    const texts = open({
      id: "1",
      prompt: "?",
      generations: [
        { id: "2", text: "a" },
        { id: "3", text: "b" },
      ],
    });
    expect(texts.reassembled.choices.map(({ content }) => content?.text)).toEqual(["a", "b"]);
    expect([...saidOf(chat), ...saidOf(texts)]).toEqual([]);
  });

  it("that breaks off is unfinished", () => {
    const broken = open([{ is_finished: false, event_type: "text-generation", text: "I " }]);
    expect(saidOf(broken)).toEqual([expect.stringContaining("`is_finished` is never true")]);
  });
});
