/** Streams of OpenAI's Responses API, made from their final output. */
import { recordingText, type EnvelopeOptions } from "./recordings";

export type OutputItem = Readonly<Record<string, unknown>> & { readonly type: string; readonly id: string };
type Event = Readonly<Record<string, unknown>> & { readonly type: string };

/** Splits a text into the pieces to send. */
export type Cut = (text: string) => readonly string[];

export const message = (id: string, ...content: readonly object[]): OutputItem => ({
  type: "message",
  id,
  role: "assistant",
  status: "completed",
  content,
});
export const outputText = (text: string, annotations: readonly object[] = [], logprobs: readonly object[] = []) => ({
  type: "output_text",
  text,
  annotations,
  logprobs,
});
export const refusal = (text: string) => ({ type: "refusal", refusal: text });
export const reasoning = (id: string, summaries: readonly string[], texts: readonly string[] = []): OutputItem => ({
  type: "reasoning",
  id,
  summary: summaries.map((text) => ({ type: "summary_text", text })),
  content: texts.map((text) => ({ type: "reasoning_text", text })),
});
export const functionCall = (id: string, name: string, args: string): OutputItem => ({
  type: "function_call",
  id,
  call_id: `call_${id}`,
  name,
  arguments: args,
  status: "completed",
});
export const customCall = (id: string, name: string, input: string): OutputItem => ({
  type: "custom_tool_call",
  id,
  call_id: `call_${id}`,
  name,
  input,
});

/** A whole response object. */
export function response(output: readonly OutputItem[], more: object = {}) {
  const usage = {
    input_tokens: 5,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 7,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 12,
  };
  return {
    id: "resp_1",
    object: "response",
    created_at: 0,
    parallel_tool_calls: true,
    tool_choice: "auto",
    tools: [],
    model: "gpt-5",
    status: "completed",
    output,
    usage,
    error: null,
    ...more,
  };
}

/** The events in the API's order, one item after the other. `end` is the last event's name and response. */
export function responseEvents(
  output: readonly OutputItem[],
  cut: Cut = words,
  end: { readonly type: string; readonly response: object } | null = {
    type: "response.completed",
    response: response(output),
  },
): Event[] {
  const begun = response([], { status: "in_progress", usage: null });
  const events: Event[] = [
    { type: "response.created", response: begun },
    { type: "response.in_progress", response: begun },
    ...output.flatMap((item, output_index) => itemEvents(item, cut).map((event) => ({ ...event, output_index }))),
    ...(end === null ? [] : [end]),
  ];
  return events.map((event, sequence_number) => ({ ...event, sequence_number }));
}

const words: Cut = (text) => [...text.matchAll(/\s*\S+/g)].map(([word]) => word);

function itemEvents(item: OutputItem, cut: Cut): Event[] {
  const ends = { type: "response.output_item.done", item };
  const begins = (emptied: object) => ({ type: "response.output_item.added", item: { ...item, ...emptied } });
  const item_id = item.id;
  const at = (events: readonly Event[]) => events.map((event) => ({ ...event, item_id }));
  switch (item.type) {
    case "message":
      return [begins({ content: [], status: "in_progress" }), ...at(parts(item.content, "content_part", cut)), ends];
    case "reasoning":
      return [
        begins({ summary: [], content: [] }),
        ...at([...parts(item.summary, "reasoning_summary_part", cut), ...parts(item.content, "content_part", cut)]),
        ends,
      ];
    case "function_call":
      return [begins({ arguments: "" }), ...at(text("function_call_arguments", "arguments", item.arguments, cut)), ends];
    case "custom_tool_call":
      return [begins({ input: "" }), ...at(text("custom_tool_call_input", "input", item.input, cut)), ends];
    case "mcp_call":
      return [begins({ arguments: "" }), ...at(text("mcp_call_arguments", "arguments", item.arguments, cut)), ends];
    case "code_interpreter_call":
      return [begins({ code: "", outputs: null }), ...at(text("code_interpreter_call_code", "code", item.code, cut)), ends];
    default:
      return [begins({ status: "in_progress" }), ...at([{ type: `response.${item.type}.in_progress` }]), ends];
  }
}

const textNames: Readonly<Record<string, readonly [name: string, field: string]>> = {
  output_text: ["output_text", "text"],
  refusal: ["refusal", "refusal"],
  summary_text: ["reasoning_summary_text", "text"],
  reasoning_text: ["reasoning_text", "text"],
};

function parts(list: unknown, name: string, cut: Cut): Event[] {
  return (list as readonly Readonly<Record<string, unknown>>[]).flatMap((part, at) => {
    const [texts, field] = textNames[part.type as string]!;
    const index = name === "content_part" ? { content_index: at } : { summary_index: at };
    const logprobs = texts === "output_text" ? { logprobs: [] } : {};
    const annotations = (part.annotations ?? []) as readonly object[];
    const empty = { ...part, [field]: "", ...(part.annotations === undefined ? {} : { annotations: [] }) };
    return [
      { type: `response.${name}.added`, part: empty },
      ...text(texts, field, part[field], cut).map((event) => ({ ...event, ...logprobs })),
      ...annotations.map((annotation, annotation_index) => ({
        type: "response.output_text.annotation.added",
        annotation,
        annotation_index,
      })),
      { type: `response.${name}.done`, part },
    ].map((event) => ({ ...event, ...index }));
  });
}

function text(name: string, field: string, whole: unknown, cut: Cut): Event[] {
  const deltas = cut(whole as string).map((delta) => ({ type: `response.${name}.delta`, delta }));
  return [...deltas, { type: `response.${name}.done`, [field]: whole }];
}

/** The recording of a stream of events, each typed as the recorder types it. */
export function responseRecording(events: readonly Event[], options: EnvelopeOptions = {}): string {
  const chunks = events.map((event) => ({ __type__: `openai.types.responses.response_event.${event.type}`, __data__: event }));
  return recordingText(chunks, true, { endpoint: "/v1/responses", ...options });
}

/** The same as lines of server-sent events. */
export function responseLines(events: readonly Event[], options: EnvelopeOptions = {}): string {
  const lines = events.flatMap((event) => [`event: ${event.type}`, `data: ${JSON.stringify(event)}`, ""]);
  return recordingText(lines, true, { endpoint: "/v1/responses", ...options });
}
