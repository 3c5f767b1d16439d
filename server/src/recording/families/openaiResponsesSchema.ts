/**
 * What OpenAI clients need of a response and of each event of its stream, and no more: unknown fields and events are allowed,
 * and indices and ids have rules of their own. What replay's own classes require beyond that is in openaiResponsesStrict.ts.
 */
import * as z from "zod/mini";
import { number, whole } from "./openaiChatSchema";
import { required } from "./required";

const text = z.string();
/** A type or name. */
const word = z.custom((value) => typeof value === "string" && value !== "", "a word");
const count = z.nullish(number);

/** The texts of a message or of reasoning; parts of other types only need a type. */
const part = z
  .object({ type: word, text: z.nullish(text), refusal: z.nullish(text) })
  .check(required("type", { output_text: ["text"], reasoning_text: ["text"], summary_text: ["text"], refusal: ["refusal"] }));
const parts = z.nullish(z.array(part));
const summary = z.object({ type: text, text });

/** The input of a hosted tool may be an object. */
const given = z.nullish(z.unknown());

const outputItem = z
  .object({
    type: word,
    role: z.nullish(text),
    arguments: given,
    input: given,
    content: parts,
    summary: z.nullish(z.array(summary)),
  })
  .check(
    required("type", {
      function_call: ["arguments"],
      custom_tool_call: ["input"],
      mcp_call: ["arguments"],
    }),
    required("type", { message: ["content"] }, "array"),
  );

export const responseSchema = z.object({
  id: text,
  object: z.nullish(text),
  model: z.nullish(text),
  status: z.nullish(text),
  output: z.nullish(z.array(outputItem)),
  error: z.nullish(z.object({ message: z.nullish(text) })),
  usage: z.nullish(z.object({ input_tokens: count, output_tokens: count, total_tokens: count })),
});

const common = { type: text, sequence_number: z.nullish(whole) };
const anyEvent = z.object(common);
const lifecycle = z.object({ ...common, response: responseSchema });
const ofItem = { ...common, output_index: whole };
const item = z.object({ ...ofItem, item: outputItem });
const ofPart = { ...ofItem, content_index: whole };
const ofSummary = { ...ofItem, summary_index: whole };
const ofCommand = z.object({ ...ofItem, command_index: whole });

/** A text in pieces, and then whole. */
function said(name: string, field: string, at: Readonly<Record<string, z.ZodMiniType>>): [string, z.ZodMiniType][] {
  return [
    [`${name}.delta`, z.object({ ...at, delta: text })],
    [`${name}.done`, z.object({ ...at, [field]: text })],
  ];
}

const all = (names: readonly string[], schema: z.ZodMiniType): [string, z.ZodMiniType][] => names.map((name) => [name, schema]);

const schemas = new Map<string, z.ZodMiniType>([
  ...all(["created", "queued", "in_progress", "completed", "failed", "incomplete"], lifecycle),
  ...all(["output_item.added", "output_item.done"], item),
  ...all(["content_part.added", "content_part.done"], z.object({ ...ofPart, part })),
  ...all(["reasoning_summary_part.added", "reasoning_summary_part.done"], z.object({ ...ofSummary, part: summary })),
  ["output_text.annotation.added", z.object({ ...ofPart, annotation_index: whole })],
  ...said("output_text", "text", ofPart),
  ...said("refusal", "refusal", ofPart),
  ...said("reasoning_text", "text", ofPart),
  ...said("reasoning_summary_text", "text", ofSummary),
  ...said("function_call_arguments", "arguments", ofItem),
  ...said("custom_tool_call_input", "input", ofItem),
  ...said("mcp_call_arguments", "arguments", ofItem),
  ...said("code_interpreter_call_code", "code", ofItem),
  ...all(["shell_call_command.added", "shell_call_command.done", "shell_call_command.delta"], ofCommand),
  ...all(["shell_call_output_content.delta", "shell_call_output_content.done"], ofCommand),
  ...[
    "file_search_call",
    "web_search_call",
    "code_interpreter_call",
    "image_generation_call",
    "mcp_call",
    "mcp_list_tools",
  ].flatMap((name) =>
    all(
      ["in_progress", "searching", "interpreting", "generating", "completed", "failed"].map((step) => `${name}.${step}`),
      z.object(ofItem),
    ),
  ),
  ["compaction.compacting", z.object(ofItem)],
  ["image_generation_call.partial_image", z.object({ ...ofItem, partial_image_b64: text })],
  ...all(["audio.delta", "audio.transcript.delta"], z.object({ ...common, delta: text })),
]);

/** The error is in the event, or in `error`; servers that fail during a stream leave the rest out. */
export const failureSchema = z.object({ type: z.nullish(text), message: z.nullish(text), error: z.nullish(z.unknown()) });

/** The schema for events of a type; for an unknown type, the minimum. */
export function eventSchema(type: string | undefined): z.ZodMiniType {
  if (type === undefined) return anyEvent;
  return type === "error" ? failureSchema : (schemas.get(type.replace(/^response\./, "")) ?? anyEvent);
}
