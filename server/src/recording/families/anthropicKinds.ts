/** The types of blocks and deltas that Anthropic's clients know, including beta types, and the fields of each event that are read. */
import { stringOf, type JsonObject } from "../json";
import { fields, usageFields, type Known } from "./also";
import { errorField } from "./errorBody";

/** By block type, the deltas that extend it. In any other block clients drop them. */
export const growth: Readonly<Record<string, readonly string[]>> = {
  text: ["text_delta", "citations_delta"],
  thinking: ["thinking_delta", "signature_delta"],
  tool_use: ["input_json_delta"],
  server_tool_use: ["input_json_delta"],
  mcp_tool_use: ["input_json_delta"],
  compaction: ["compaction_delta"],
  redacted_thinking: [],
  web_search_tool_result: [],
  web_fetch_tool_result: [],
  code_execution_tool_result: [],
  bash_code_execution_tool_result: [],
  text_editor_code_execution_tool_result: [],
  tool_search_tool_result: [],
  advisor_tool_result: [],
  mcp_tool_result: [],
  mcp_tool_listing: [],
  container_upload: [],
  fallback: [],
};

const deltas = new Set(Object.values(growth).flat());

export const isKnownBlock = (type: string): boolean => Object.hasOwn(growth, type);
export const isKnownDelta = (type: string): boolean => deltas.has(type);

/** Whether a block of this type accepts such a delta. */
export function grows(type: string, delta: string): boolean {
  return isKnownBlock(type) && growth[type]?.includes(delta) === true;
}

const ofBlock: Readonly<Record<string, Known>> = {
  text: fields("string", "type", "text"),
  thinking: fields("string", "type", "thinking", "signature"),
  tool_use: { ...fields("string", "type", "id", "name"), input: true },
};
/** Anything but text, thinking and calls is shown whole. */
const block = (value: JsonObject): Known => {
  const type = stringOf(value.type) ?? "";
  const known = Object.hasOwn(ofBlock, type) ? ofBlock[type] : undefined;
  return known === undefined ? true : type === "text" ? { ...(known as object), citations: true } : known;
};

const ofDelta: Readonly<Record<string, Known>> = {
  text_delta: fields("string", "type", "text"),
  thinking_delta: fields("string", "type", "thinking"),
  signature_delta: fields("string", "type", "signature"),
  input_json_delta: fields("string", "type", "partial_json"),
  citations_delta: fields(true, "type", "citation"),
  compaction_delta: fields(true, "type", "content", "encrypted_content"),
};
const delta = ({ type }: JsonObject): Known | undefined =>
  typeof type === "string" && Object.hasOwn(ofDelta, type) ? ofDelta[type] : undefined;

const usage = usageFields("input_tokens", "output_tokens");
const message: Known = {
  ...fields(true, "id", "type", "stop_reason"),
  ...fields("string", "role", "model"),
  content: block,
  usage,
};

const position = fields(true, "type", "index");
const ofEvent: Readonly<Record<string, Known>> = {
  message,
  message_start: { type: true, message },
  content_block_start: { ...position, content_block: block },
  content_block_delta: { ...position, delta },
  content_block_stop: position,
  message_delta: { type: true, delta: fields("string", "stop_reason"), usage },
  message_stop: fields(true, "type"),
  ping: fields(true, "type"),
  error: (event) => ({ type: true, message: "string", ...errorField(event) }),
};

/** The fields of an event that are part of the answer, or bookkeeping. */
export const knownOfEvent = ({ type }: JsonObject): Known =>
  typeof type === "string" && Object.hasOwn(ofEvent, type) ? (ofEvent[type] ?? {}) : fields(true, "type");

/** The same for an event that no client adds to the answer. */
export const knownOfDropped: Known = fields(true, "type", "index");

/** The provider's reason for a refusal. */
export const whyRefused = ({ explanation, category }: JsonObject): string | undefined =>
  stringOf(explanation) ?? stringOf(category);
