/** Anthropic streams, judged by the provider's own SDK: what its accumulator gives at the end is what we show. */
import { MessageStream } from "@anthropic-ai/sdk/lib/MessageStream";
import type { Message } from "@anthropic-ai/sdk/resources/messages";
import { createParser } from "eventsource-parser";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anthropicMessages } from "../../../server/src/recording/families/anthropicMessages";
import type { Reassembled } from "../../../server/src/recording/reassembled";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { corpusFiles, corpusFolder } from "../../support/corpus";
import { cutText, joined, sseLines, type Data } from "../../support/wire";
import { answers, anthropicEvents } from "../../support/wireAnswers";

/** The SDK takes a stream of JSON lines, one event each. */
async function judge(events: readonly unknown[]): Promise<Message> {
  const bytes = new TextEncoder().encode(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(bytes);
      controller.close();
    },
  });
  return MessageStream.fromReadableStream(stream).finalMessage();
}

/** A message in the words of our model. */
function inOurWords(message: Message) {
  const blocks = message.content;
  const joinedText = (texts: readonly string[]) => texts.join("");
  return {
    model: message.model,
    role: message.role,
    content: joinedText(blocks.flatMap((block) => (block.type === "text" ? block.text : []))),
    reasoning: joinedText(blocks.flatMap((block) => (block.type === "thinking" ? block.thinking : []))),
    calls: blocks.flatMap((block) => (block.type === "tool_use" ? { id: block.id, name: block.name, input: block.input } : [])),
    annotations: blocks.flatMap((block) => (block.type === "text" ? (block.citations ?? []) : [])),
    signatures: blocks.flatMap((block) => (block.type === "thinking" && block.signature ? block.signature : [])),
    others: blocks.filter(({ type }) => !["text", "thinking", "tool_use"].includes(type)),
    finish: message.stop_reason,
    usage: { inputTokens: message.usage.input_tokens, outputTokens: message.usage.output_tokens, totalTokens: null },
  };
}

function ours(answer: Reassembled): ReturnType<typeof inOurWords> {
  const [choice] = answer.choices;
  const items = choice?.items ?? [];
  return {
    model: answer.model ?? "",
    role: choice?.role as "assistant",
    content: choice?.content?.text ?? "",
    reasoning: choice?.reasoning?.text ?? "",
    calls: (choice?.toolCalls ?? []).map((call) => ({
      id: call.id?.value ?? "",
      name: call.name?.value ?? "",
      input: JSON.parse(call.arguments.text) as unknown,
    })),
    annotations: (choice?.annotations ?? []).map(({ value }) => value) as never[],
    signatures: items.flatMap(({ type, value }) => (type === "signature" ? String(value) : [])),
    others: items.filter(({ type }) => type !== "signature").map(({ value }) => value) as never[],
    finish: (choice?.finishReason?.value ?? null) as Message["stop_reason"],
    usage: answer.usage as ReturnType<typeof inOurWords>["usage"],
  };
}

const lengths = fc.infiniteStream(fc.nat({ max: 9 }));

describe("what the Anthropic SDK makes of a stream", () => {
  it("is what we make of it, for any answer in any pieces", async () => {
    let judged = 0;
    await fc.assert(
      fc.asyncProperty(answers, lengths, async (answer, cuts) => {
        const events = anthropicEvents(answer, (text) => cutText(text, cuts));
        expect(ours(joined(anthropicMessages, sseLines(events, "type")))).toEqual(inOurWords(await judge(events)));
        judged++;
      }),
      { numRuns: 150 },
    );
    console.info(`anthropic.messages: ${judged} generated streams equal to the SDK's MessageStream`);
  });

  it("is what we make of it, with searches, citations, redacted thinking and text around a call", async () => {
    const events = longAnswer();
    const answer = joined(anthropicMessages, sseLines(events, "type"));
    expect(ours(answer)).toEqual(inOurWords(await judge(events)));
    expect(answer.choices[0]?.items.map(({ type }) => type)).toEqual([
      "redacted_thinking",
      "server_tool_use",
      "web_search_tool_result",
    ]);
  });

  it("is what we make of it, for every stream of the corpus", async (context) => {
    const root = corpusFolder();
    if (root === undefined) return context.skip();
    let judged = 0;
    for (const { name, text } of corpusFiles(root)) {
      const file = readRecordingFile(name, text);
      const { recording } = file;
      const chunks = recording?.chunks ?? [];
      if (recording?.response.isStreaming !== true || !chunks.some((chunk) => anthropicMessages.recognises(chunk))) continue;
      const events: unknown[] = [];
      const lines = chunks.map(({ data }) => `${String(data)}\n`).join("");
      createParser({ onEvent: ({ data }) => events.push(JSON.parse(data)) }).feed(lines);
      expect(ours(anthropicMessages.read(recording).reassembled), name).toEqual(inOurWords(await judge(events)));
      judged++;
    }
    console.info(`anthropic.messages: ${judged} streams of the corpus equal to the SDK's MessageStream`);
    expect(judged).toBeGreaterThan(0);
  });
});

function longAnswer(): Data[] {
  const citation = {
    type: "web_search_result_location",
    url: "https://example.com/a",
    title: "A",
    cited_text: "Rain.",
    encrypted_index: "x",
  };
  const result = { type: "web_search_result", url: "https://example.com/a", title: "A", encrypted_content: "x", page_age: null };
  const blocks: readonly (readonly [start: Data, ...deltas: Data[]])[] = [
    [{ type: "redacted_thinking", data: "b3BhcXVl" }],
    [
      { type: "thinking", thinking: "Let me", signature: "" },
      { type: "thinking_delta", thinking: " look." },
    ],
    [
      { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} },
      { type: "input_json_delta", partial_json: '{"query":' },
      { type: "input_json_delta", partial_json: '"rain in Oslo"}' },
    ],
    [{ type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [result] }],
    [
      { type: "text", text: "It " },
      { type: "text_delta", text: "rains" },
      { type: "citations_delta", citation },
    ],
    [
      { type: "text", text: "" },
      { type: "text_delta", text: ". I note it." },
    ],
    [
      { type: "tool_use", id: "toolu_1", name: "note", input: {} },
      { type: "input_json_delta", partial_json: "" },
    ],
    [
      { type: "text", text: "" },
      { type: "text_delta", text: " Done?" },
    ],
  ];
  const usage = { input_tokens: 10, cache_read_input_tokens: 5, output_tokens: 1 };
  const message = { id: "msg_1", type: "message", role: "assistant", model: "claude", content: [], stop_reason: null, usage };
  return [
    { type: "message_start", message },
    ...blocks.flatMap(([content_block, ...deltas], index) => [
      { type: "content_block_start", index, content_block },
      ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
      { type: "content_block_stop", index },
    ]),
    {
      type: "message_delta",
      delta: { stop_reason: "tool_use", stop_sequence: null },
      usage: { input_tokens: 12, output_tokens: 40 },
    },
    { type: "message_stop" },
  ];
}
