/** The same answer in each provider's wire format, its texts split by a given function: the input of property tests for families and their judges. */
import fc from "fast-check";
import type { Data } from "./wire";

export interface PlainCall {
  readonly id: string;
  readonly name: string;
  readonly input: Data;
}

/** An answer independent of formats. */
export interface PlainAnswer {
  readonly reasoning: string;
  readonly text: string;
  readonly calls: readonly PlainCall[];
  readonly input: number;
  readonly output: number;
}

export type Cut = (text: string) => readonly string[];

const prose = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("", "data: x\n\nevent: y", "日本 🗼", '{"type":"message_stop"}'),
);
const name = fc.stringMatching(/^[a-z_]{1,8}$/);
const input = fc.dictionary(name, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3, noNullPrototype: true });

export const answers: fc.Arbitrary<PlainAnswer> = fc.record({
  reasoning: prose,
  text: prose,
  calls: fc.array(fc.record({ id: fc.stringMatching(/^call_[a-z0-9]{4}$/), name, input }), { maxLength: 3 }),
  input: fc.nat(1000),
  output: fc.nat(1000),
});

/** Anthropic's events, with pings between them as the provider sends them. */
export function anthropicEvents(answer: PlainAnswer, cut: Cut): Data[] {
  const blocks = [
    { start: { type: "thinking", thinking: "", signature: "" }, deltas: thinkingDeltas(answer.reasoning, cut) },
    { start: { type: "text", text: "" }, deltas: cut(answer.text).map((text) => ({ type: "text_delta", text })) },
    ...answer.calls.map((call) => ({
      start: { type: "tool_use", id: call.id, name: call.name, input: {} },
      deltas: ["", ...inputJson(call.input, cut)].map((partial_json) => ({ type: "input_json_delta", partial_json })),
    })),
  ];
  const stop_reason = answer.calls.length > 0 ? "tool_use" : "end_turn";
  const message = { id: "msg_1", type: "message", role: "assistant", model: "claude", content: [], stop_reason: null };
  return [
    { type: "message_start", message: { ...message, usage: { input_tokens: answer.input, output_tokens: 1 } } },
    ...blocks.flatMap(({ start, deltas }, index) => [
      { type: "content_block_start", index, content_block: start },
      { type: "ping" },
      ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
      { type: "content_block_stop", index },
    ]),
    { type: "message_delta", delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: answer.output } },
    { type: "message_stop" },
  ];
}

function thinkingDeltas(text: string, cut: Cut) {
  return [
    ...cut(text).map((thinking) => ({ type: "thinking_delta", thinking })),
    { type: "signature_delta", signature: "c2lnbmVk" },
  ];
}

/** A call without arguments has no pieces at all. */
function inputJson(value: Data, cut: Cut): readonly string[] {
  return Object.keys(value).length === 0 ? [] : cut(JSON.stringify(value));
}

/** Gemini's chunks, in either spelling. */
export function geminiChunks(answer: PlainAnswer, cut: Cut, camel: boolean): Data[] {
  const key = (snake: string) => (camel ? snake.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) : snake);
  const parts = [
    ...cut(answer.reasoning).map((text) => ({ text, thought: true })),
    ...cut(answer.text).map((text) => ({ text })),
    ...answer.calls.map((call) => ({ [key("function_call")]: { id: call.id, name: call.name, args: call.input } })),
  ];
  const counts = {
    prompt_token_count: answer.input,
    candidates_token_count: answer.output,
    total_token_count: answer.input + answer.output,
  };
  const usage = Object.fromEntries(Object.entries(counts).map(([name, count]) => [key(name), count]));
  const chunk = (candidate: Data, more: Data = {}) => ({ candidates: [candidate], [key("model_version")]: "gemini", ...more });
  return [
    ...parts.map((part) => chunk({ content: { role: "model", parts: [part] } })),
    chunk({ content: { role: "model" }, [key("finish_reason")]: "STOP" }, { [key("usage_metadata")]: usage }),
  ];
}

export function ollamaChunks(answer: PlainAnswer, cut: Cut): Data[] {
  const messages = [
    ...cut(answer.reasoning).map((thinking) => ({ content: "", thinking })),
    ...cut(answer.text).map((content) => ({ content })),
    ...answer.calls.map((call) => ({
      content: "",
      tool_calls: [{ id: call.id, function: { name: call.name, arguments: call.input } }],
    })),
  ];
  const chunk = (message: Data, end: Data) => ({
    model: "llama",
    created_at: "",
    message: { role: "assistant", ...message },
    ...end,
  });
  const counts = { prompt_eval_count: answer.input, eval_count: answer.output };
  return [
    ...messages.map((message) => chunk(message, { done: false })),
    chunk({ content: "" }, { done: true, done_reason: "stop", ...counts }),
  ];
}

/** Only the answer's text and reasoning, because a completion makes no calls. */
export function ollamaCompletionChunks(answer: PlainAnswer, cut: Cut): Data[] {
  const pieces = [
    ...cut(answer.reasoning).map((thinking) => ({ response: "", thinking })),
    ...cut(answer.text).map((response) => ({ response })),
  ];
  const end = { done: true, done_reason: "stop", prompt_eval_count: answer.input, eval_count: answer.output };
  return [...pieces.map((piece) => ({ model: "llama", ...piece, done: false })), { model: "llama", response: "", ...end }];
}

/** The events of the first generation, `content.*`, with whole calls. */
export function contentEvents(answer: PlainAnswer, cut: Cut): Data[] {
  const thought = cut(answer.reasoning).map((text) => ({ type: "thought_summary", content: { type: "text", text } }));
  const blocks = [
    { type: "thought", deltas: thought },
    { type: "text", deltas: cut(answer.text).map((text) => ({ type: "text", text })) },
    ...answer.calls.map((call) => ({
      type: "function_call",
      deltas: [{ type: "function_call", id: call.id, name: call.name, arguments: call.input }],
    })),
  ];
  return [
    { event_type: "interaction.start", interaction: { id: "1", object: "interaction", status: "in_progress", model: "gemini" } },
    { event_type: "interaction.status_update", interaction_id: "1", status: "in_progress" },
    ...blocks.flatMap(({ type, deltas }, index) => [
      { event_type: "content.start", index, content: { type } },
      ...deltas.map((delta) => ({ event_type: "content.delta", index, delta })),
      { event_type: "content.stop", index },
    ]),
    { event_type: "interaction.complete", interaction: { ...ended(answer), role: "model" } },
  ];
}

/** The events of the second generation, `step.*`, with the arguments of calls in pieces. */
export function stepEvents(answer: PlainAnswer, cut: Cut): Data[] {
  const thought = cut(answer.reasoning).map((text) => ({ type: "thought_summary", content: { type: "text", text } }));
  const steps = [
    { step: { type: "thought" }, deltas: thought },
    { step: { type: "model_output" }, deltas: cut(answer.text).map((text) => ({ type: "text", text })) },
    ...answer.calls.map((call) => ({
      step: { type: "function_call", id: call.id, name: call.name, arguments: {} },
      deltas: inputJson(call.input, cut).map((piece) => ({ type: "arguments_delta", arguments: piece })),
    })),
  ];
  return [
    {
      event_type: "interaction.created",
      interaction: { id: "1", object: "interaction", status: "in_progress", model: "gemini" },
    },
    ...steps.flatMap(({ step, deltas }, index) => [
      { event_type: "step.start", index, step },
      ...deltas.map((delta) => ({ event_type: "step.delta", index, delta })),
      { event_type: "step.stop", index },
    ]),
    { event_type: "interaction.completed", interaction: ended(answer) },
  ];
}

function ended(answer: PlainAnswer) {
  const usage = {
    total_input_tokens: answer.input,
    total_output_tokens: answer.output,
    total_tokens: answer.input + answer.output,
  };
  const status = answer.calls.length > 0 ? "requires_action" : "completed";
  return { id: "1", object: "interaction", status, model: "gemini", usage };
}
