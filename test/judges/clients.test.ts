import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Clients, wireOf, type ClientName } from "./support/clients";

let clients: Clients;
beforeAll(async () => {
  clients = await Clients.start();
});
afterAll(() => clients.close());

const judge = (client: ClientName, events: readonly unknown[]) => clients.judge(client, wireOf(client, events));

describe("The real clients", () => {
  it("agree on a plain chat", async () => {
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      id: "c1",
      object: "chat.completion.chunk",
      created: 1,
      model: "m",
      choices: [{ index: 0, delta, finish_reason }],
    });
    const { python, node } = await judge("openai.chat", [
      chunk({ role: "assistant", content: "Hel" }),
      chunk({ content: "lo" }),
      chunk({}, "stop"),
    ]);
    for (const { result } of [python, node]) expect(result).toMatchObject({ choices: [{ message: { content: "Hello" } }] });
  });

  it("agree on a plain message of Anthropic's", async () => {
    const message = {
      id: "m1",
      type: "message",
      role: "assistant",
      model: "m",
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 1, output_tokens: 1 },
    };
    const { python, node } = await judge("anthropic.messages", [
      { type: "message_start", message },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
      { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hello" } },
      { type: "content_block_stop", index: 0 },
      { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 2 } },
      { type: "message_stop" },
    ]);
    for (const { result } of [python, node]) expect(result).toMatchObject({ content: [{ text: "Hello" }] });
  });

  it("agree on a plain response", async () => {
    const response = {
      id: "r1",
      object: "response",
      created_at: 1,
      model: "m",
      status: "in_progress",
      output: [],
      parallel_tool_calls: true,
      tool_choice: "auto",
      tools: [],
    };
    const part = (text: string) => ({ type: "output_text", text, annotations: [] });
    const item = (content: object[]) => ({ type: "message", id: "i1", role: "assistant", status: "completed", content });
    const at = { item_id: "i1", output_index: 0, content_index: 0 };
    const events = [
      { type: "response.created", response },
      { type: "response.output_item.added", output_index: 0, item: item([]) },
      { type: "response.content_part.added", ...at, part: part("") },
      { type: "response.output_text.delta", ...at, delta: "Hello", logprobs: [] },
      { type: "response.output_text.done", ...at, text: "Hello", logprobs: [] },
      { type: "response.content_part.done", ...at, part: part("Hello") },
      { type: "response.output_item.done", output_index: 0, item: item([part("Hello")]) },
      { type: "response.completed", response: { ...response, status: "completed", output: [item([part("Hello")])] } },
    ].map((event, sequence_number) => ({ ...event, sequence_number }));
    const { python, node } = await judge("openai.responses", events);
    for (const { result } of [python, node]) expect(result).toMatchObject({ output: [{ content: [{ text: "Hello" }] }] });
  });
});
