/** What an OpenAI client needs of a response and of each event of its stream. Only what it needs: unknown fields and events are the providers' business. */
import * as z from "zod/mini";

const text = z.string();
const place = z.int();
const count = z.nullish(z.number());

/** The texts of a message or a summary; parts of other kinds only say what they are. */
const parts = z.nullish(z.array(z.object({ type: z.nullish(text), text: z.nullish(text), refusal: z.nullish(text) })));

const outputItem = z.object({ type: text, role: z.nullish(text), call_id: z.nullish(text), content: parts, summary: parts });

export const responseSchema = z.object({
  id: text,
  object: z.nullish(text),
  model: z.nullish(text),
  status: z.nullish(text),
  output: z.nullish(z.array(outputItem)),
  error: z.nullish(z.object({ message: z.nullish(text) })),
  usage: z.nullish(z.object({ input_tokens: count, output_tokens: count, total_tokens: count })),
});

const common = { type: text, sequence_number: z.nullish(z.int()) };
const anyEvent = z.object(common);
const lifecycle = z.object({ ...common, response: responseSchema });
const ofItem = { ...common, output_index: place };
const item = z.object({ ...ofItem, item: outputItem });
const part = z.object({
  ...ofItem,
  content_index: place,
  part: z.object({ type: text, text: z.nullish(text), refusal: z.nullish(text) }),
});
const summaryPart = z.object({
  ...ofItem,
  summary_index: place,
  part: z.object({ type: text, text: z.nullish(text), refusal: z.nullish(text) }),
});
const status = z.object(ofItem);

/** A text in pieces and then whole; `index` counts the parts of an item that has several. */
function said(name: string, field: string, index: "content_index" | "summary_index" | undefined): [string, z.ZodMiniType][] {
  const at = index === undefined ? ofItem : { ...ofItem, [index]: place };
  return [
    [`${name}.delta`, z.object({ ...at, delta: text })],
    [`${name}.done`, z.object({ ...at, [field]: text })],
  ];
}

const schemas = new Map<string, z.ZodMiniType>([
  ...["created", "queued", "in_progress", "completed", "failed", "incomplete"].map((name): [string, z.ZodMiniType] => [
    name,
    lifecycle,
  ]),
  ["output_item.added", item],
  ["output_item.done", item],
  ["content_part.added", part],
  ["content_part.done", part],
  ["reasoning_summary_part.added", summaryPart],
  ["reasoning_summary_part.done", summaryPart],
  ["output_text.annotation.added", z.object({ ...ofItem, content_index: place })],
  ...said("output_text", "text", "content_index"),
  ...said("refusal", "refusal", "content_index"),
  ...said("reasoning_text", "text", "content_index"),
  ...said("reasoning_summary_text", "text", "summary_index"),
  ...said("function_call_arguments", "arguments", undefined),
  ...said("custom_tool_call_input", "input", undefined),
  ...said("mcp_call_arguments", "arguments", undefined),
  ...said("code_interpreter_call_code", "code", undefined),
  ...[
    "file_search_call",
    "web_search_call",
    "code_interpreter_call",
    "image_generation_call",
    "mcp_call",
    "mcp_list_tools",
  ].flatMap((name) =>
    ["in_progress", "searching", "interpreting", "generating", "completed", "failed"].map((step): [string, z.ZodMiniType] => [
      `${name}.${step}`,
      status,
    ]),
  ),
  ["image_generation_call.partial_image", z.object({ ...ofItem, partial_image_b64: text })],
]);

/** The schema for events of a type; for a type that nobody knows, the least of all events. */
export function eventSchema(type: unknown): z.ZodMiniType {
  if (type === "error") return z.object({ ...common, message: text });
  return typeof type === "string" ? (schemas.get(type.replace(/^response\./, "")) ?? anyEvent) : anyEvent;
}
