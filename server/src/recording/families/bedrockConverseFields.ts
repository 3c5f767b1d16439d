/** The fields of Converse answers that are read; all others are shown next to the answer. */
import { fields, usageFields, type KnownFields } from "./also";
import { errorField } from "./errorBody";
import type { JsonObject } from "../json";

/** Padding that hides the length of a piece, durations, and cached token details. */
const bookkeeping: KnownFields = {
  ...fields(true, "p", "contentBlockIndex", "amazon-bedrock-invocationMetrics"),
  metrics: fields("number", "latencyMs"),
};
const usage = usageFields("inputTokens", "outputTokens", "totalTokens");
const call = { ...fields("string", "toolUseId", "name"), ...fields(true, "input", "type") };
const reasoning = {
  ...fields("string", "text"),
  ...fields(true, "signature", "redactedContent"),
  reasoningText: { ...fields("string", "text"), ...fields(true, "signature") },
};
const block: KnownFields = {
  ...fields("string", "text"),
  toolUse: call,
  reasoningContent: reasoning,
  citationsContent: fields(true, "content", "citations"),
  ...fields(true, "citation", "image", "video", "document", "guardContent", "toolResult", "searchResult"),
};

const events: KnownFields = {
  messageStart: { ...bookkeeping, role: "string" },
  contentBlockStart: { ...bookkeeping, start: block },
  contentBlockDelta: { ...bookkeeping, delta: block },
  contentBlockStop: bookkeeping,
  messageStop: { ...bookkeeping, stopReason: "string" },
  metadata: { ...bookkeeping, usage },
};

const whole: KnownFields = {
  output: { message: { role: "string", content: block } },
  stopReason: "string",
  metrics: fields("number", "latencyMs"),
  usage,
};

/** In the binary stream the event's name is in its headers, so the event's fields may be at the top level. */
export function converseFields(data: JsonObject): KnownFields {
  if (data.error !== undefined) return { ...fields(true, "type"), ...errorField(data) };
  if (Object.hasOwn(data, "output")) return whole;
  const named = Object.keys(events).find((name) => Object.hasOwn(data, name));
  if (named !== undefined) return { ...bookkeeping, ...events };
  return { ...bookkeeping, ...fields("string", "role", "stopReason"), start: block, delta: block, usage };
}
