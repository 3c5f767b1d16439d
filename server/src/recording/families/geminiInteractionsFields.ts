/** The fields of an interaction and its events that their reader covers; others are shown next to the answer. */
import { stringOf, type JsonObject } from "../json";
import { fields, usageFields, type Known, type KnownFields } from "./also";

const summary = { ...fields("string", "text", "thought"), ...fields(true, "type") };
const usage = usageFields("total_input_tokens", "total_output_tokens", "total_tokens");

/** Other types are kept whole, as items. */
const byType = (tables: Readonly<Record<string, KnownFields>>): Known => {
  const known = new Map(Object.entries(tables).map(([type, table]) => [type, { ...table, type: true } satisfies KnownFields]));
  return ({ type }: JsonObject) => known.get(stringOf(type) ?? "") ?? true;
};

const content = byType({ text: { ...fields("string", "text"), ...fields(true, "annotations") } });

const block = byType({
  text: { ...fields("string", "text"), ...fields(true, "annotations") },
  model_output: { content, ...fields(true, "error") },
  thought: { summary, ...fields("string", "signature") },
  function_call: { ...fields("string", "id", "name"), ...fields(true, "arguments") },
  // It repeats the request.
  user_input: fields(true, "content"),
});

const delta = byType({
  text: { ...fields("string", "text"), ...fields(true, "annotations") },
  thought: { ...summary, content: summary },
  thought_summary: { ...summary, content: summary },
  thought_signature: fields("string", "signature"),
  text_annotation: fields(true, "annotations"),
  text_annotation_delta: fields(true, "annotations"),
  arguments_delta: fields(true, "arguments"),
  function_call: { ...fields("string", "id", "name"), ...fields(true, "arguments") },
});

const interaction = {
  ...fields("string", "model", "status", "role"),
  ...fields(true, "id", "object", "created", "updated", "errors"),
  outputs: block,
  steps: block,
  usage,
};

const event = {
  ...fields(true, "event_type", "event_id", "index", "interaction_id", "status", "error"),
  content: block,
  step: block,
  delta,
  interaction,
  usage,
  metadata: { total_usage: usage },
};

export const interactionFields: Known = ({ object }) => (object === "interaction" ? interaction : event);
