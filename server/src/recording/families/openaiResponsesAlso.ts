/** What a response's events say that is read, or is bookkeeping; all else is shown beside the answer. */
import { stringOf, type JsonObject } from "../json";
import { fields, usageFields, type Known, type KnownFields } from "./also";
import { eventKinds, spokenFields } from "./openaiResponsesEvents";

const numbering = fields(
  true,
  "type",
  "sequence_number",
  "item_id",
  "output_index",
  "content_index",
  "summary_index",
  "obfuscation",
);

const text = fields(true, "type", "text");
const parts: Readonly<Record<string, KnownFields>> = {
  output_text: { ...text, ...fields(true, "annotations", "logprobs") },
  refusal: fields(true, "type", "refusal"),
  reasoning_text: text,
  summary_text: text,
};
const part = ({ type }: JsonObject): Known => parts[stringOf(type) ?? ""] ?? { type: true };

const call = fields(true, "type", "id", "call_id", "name", "status");
/** Items whose parts are read; others are shown as they are. */
const items: Readonly<Record<string, KnownFields>> = {
  message: { ...fields(true, "type", "id", "role", "status"), content: part },
  reasoning: { ...fields(true, "type", "id", "status"), summary: text, content: part },
  function_call: { ...call, arguments: true },
  custom_tool_call: { ...call, input: true },
};
const item = ({ type }: JsonObject): Known => items[stringOf(type) ?? ""] ?? true;

/** What was asked, said once more. */
const asked = fields(
  true,
  ...["background", "conversation", "include", "input", "instructions", "max_output_tokens", "max_tool_calls", "metadata"],
  ...["parallel_tool_calls", "previous_response_id", "prompt", "prompt_cache_key", "prompt_cache_retention", "reasoning"],
  ...["frequency_penalty", "presence_penalty", "safety_identifier", "store", "temperature", "text", "tool_choice", "tools"],
  ...["top_logprobs", "top_p", "truncation", "user"],
);

const response: KnownFields = {
  ...asked,
  ...fields(true, "id", "object", "created_at", "completed_at", "model", "status", "incomplete_details"),
  error: fields(true, "code", "type", "message"),
  usage: usageFields("input_tokens", "output_tokens", "total_tokens"),
  output: item,
};

/** The fields of an event that bring what its kind is about. */
const ofItem = fields(
  true,
  ...["delta", "text", "refusal", "arguments", "input", "name", "code", "logprobs", "annotation", "annotation_index"],
  ...["command", "command_index", "output", "partial_image_b64", "partial_image_index"],
);

/** For one event, or a whole response. */
export function knownInResponse(data: JsonObject): Known {
  if (data.object === "response") return response;
  const error = fields(true, "code", "type", "message", "param");
  if (data.type === "error") return { ...numbering, ...error, error };
  const name = (stringOf(data.type) ?? "").replace(/^response\./, "");
  const known = { ...numbering, response, error };
  if (spokenFields.has(name)) return { ...known, delta: true };
  return eventKinds.has(name) ? { ...known, ...ofItem, item, part } : known;
}
