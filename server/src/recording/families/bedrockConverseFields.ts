/** The fields of Converse's answers that are read; all else is told beside the answer. */
import { fields, usageFields, type KnownFields } from "./also";
import { errorField } from "./errorBody";
import type { JsonObject } from "../json";

/** What hides how long a piece is, the times that it took, and which tokens were looked up. */
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

/** An event of the binary stream has its name beside it, so all fields of an event may stand at the top. */
export function converseFields(data: JsonObject): KnownFields {
  if (data.error !== undefined) return { ...fields(true, "type"), ...errorField(data) };
  if (Object.hasOwn(data, "output")) return whole;
  const named = Object.keys(events).find((name) => Object.hasOwn(data, name));
  if (named !== undefined) return { ...bookkeeping, ...events };
  return { ...bookkeeping, ...fields("string", "role", "stopReason"), start: block, delta: block, usage };
}
