/** The fields of a response's events that are read, or are bookkeeping; all others are shown next to the answer. */
import { isObject, stringOf, type JsonObject } from "../json";
import type { Choice } from "../reassembled";
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
const call = fields(true, "type", "id", "call_id", "name", "status");

/** Parts and items that are read; hosted items are shown in their final form, and annotations once. */
function outputOf(shown: Choice | undefined): { readonly item: Known; readonly part: Known } {
  const told = new Set(shown?.annotations.map(({ value }) => JSON.stringify(value)));
  const annotation = (said: JsonObject): Known | undefined => (told.has(JSON.stringify(said)) ? true : undefined);
  const parts: Readonly<Record<string, KnownFields>> = {
    output_text: { ...text, annotations: annotation, logprobs: true },
    refusal: fields(true, "type", "refusal"),
    reasoning_text: text,
    summary_text: text,
  };
  const part = ({ type }: JsonObject): Known => parts[stringOf(type) ?? ""] ?? { type: true };
  const items: Readonly<Record<string, KnownFields>> = {
    message: { ...fields(true, "type", "id", "role", "status"), content: part },
    reasoning: { ...fields(true, "type", "id", "status"), summary: text, content: part },
    function_call: { ...call, arguments: true },
    custom_tool_call: { ...call, input: true },
  };
  const last = new Map(shown?.items.map(({ value }) => [isObject(value) ? value.id : undefined, value]));
  const hosted = ({ id }: JsonObject): Known => likeThat(last.get(id));
  return { item: (said) => items[stringOf(said.type) ?? ""] ?? hosted(said), part };
}

/** All fields that an object has, at any depth, because it has their last values. */
function likeThat(value: unknown): Known {
  if (!isObject(value)) return true;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, likeThat(each)]));
}

/** Repeated from the request. */
const asked = fields(
  true,
  ...["background", "conversation", "include", "input", "instructions", "max_output_tokens", "max_tool_calls", "metadata"],
  ...["parallel_tool_calls", "previous_response_id", "prompt", "prompt_cache_key", "prompt_cache_retention", "reasoning"],
  ...["frequency_penalty", "presence_penalty", "safety_identifier", "store", "temperature", "text", "tool_choice", "tools"],
  ...["top_logprobs", "top_p", "truncation", "user"],
);

const response: KnownFields = {
  ...asked,
  ...fields(true, "id", "object", "created_at", "completed_at", "model", "status"),
  incomplete_details: fields("string", "reason"),
  error: fields(true, "code", "type", "message"),
  usage: usageFields("input_tokens", "output_tokens", "total_tokens"),
};

/** The fields with an event's content, by type. */
const ofItem = fields(
  true,
  ...["delta", "text", "refusal", "arguments", "input", "name", "code", "logprobs", "annotation", "annotation_index"],
  ...["command", "command_index", "output", "partial_image_b64", "partial_image_index"],
);

/** For one event, or a whole response; `shown` is the assembled answer. */
export function knownInResponse(shown: Choice | undefined): (data: JsonObject) => Known {
  const { item, part } = outputOf(shown);
  const whole = { ...response, output: item };
  return (data) => {
    if (data.object === "response") return whole;
    const error = fields(true, "code", "type", "message", "param");
    if (data.type === "error") return { ...numbering, ...error, error };
    const name = (stringOf(data.type) ?? "").replace(/^response\./, "");
    const known = { ...numbering, response: whole, error };
    if (spokenFields.has(name)) return { ...known, delta: true };
    return eventKinds.has(name) ? { ...known, ...ofItem, item, part } : known;
  };
}
