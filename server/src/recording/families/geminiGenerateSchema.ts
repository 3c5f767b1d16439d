/** What a google-genai client needs of an answer, in either spelling. Every part may be missing; any finish reason is allowed. */
import * as z from "zod/mini";

const text = z.nullish(z.string());
const count = z.nullish(z.number());
const args = z.nullish(z.record(z.string(), z.unknown()));
const call = z.nullish(z.object({ name: text, id: text, args }));
const part = z.object({ text, thought: z.nullish(z.boolean()), function_call: call, functionCall: call });
/** Vertex may send its number. */
const finish = z.nullish(z.union([z.string(), z.int()]));
const candidate = z.object({
  index: z.nullish(z.int()),
  content: z.nullish(z.object({ role: text, parts: z.nullish(z.array(part)) })),
  finish_reason: finish,
  finishReason: finish,
});

export const generateSchema = z.object({
  candidates: z.nullish(z.array(candidate)),
  model_version: text,
  modelVersion: text,
  usage_metadata: z.nullish(z.object({ prompt_token_count: count, candidates_token_count: count, total_token_count: count })),
  usageMetadata: z.nullish(z.object({ promptTokenCount: count, candidatesTokenCount: count, totalTokenCount: count })),
  prompt_feedback: z.nullish(z.object({ block_reason: text })),
  promptFeedback: z.nullish(z.object({ blockReason: text })),
});
