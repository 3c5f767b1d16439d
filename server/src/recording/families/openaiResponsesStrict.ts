/**
 * What the classes of openai-python reject although every client can read it: items without a status, other providers' values, events without
 * numbers.
 * Replay uses these classes; a test compares this file with them. Token counts are left out, because each version adds more.
 */
import type { JsonPath } from "../document";
import { isObject, listOf, nameValue, type JsonObject } from "../json";
import type { Problem } from "../recording";
import { eventKinds } from "./openaiResponsesEvents";

/** The required type of a field (`text`, `list`, `object` …) or its allowed values separated by bars; with a question mark it may be missing. */
type Fields = Readonly<Record<string, string>>;

const progress = "in_progress|completed|incomplete";
const call = { call_id: "text", status: progress };

/** Every item that the classes know, with its required fields. */
const items: Readonly<Record<string, Fields>> = {
  message: { content: "list", role: "assistant", status: progress },
  file_search_call: { queries: "list", status: `${progress}|searching|failed` },
  function_call: { arguments: "text", call_id: "text", name: "text", status: `?${progress}` },
  function_call_output: { output: "some", status: progress },
  web_search_call: { action: "object", status: `${progress}|searching|failed` },
  computer_call: { ...call, pending_safety_checks: "list" },
  computer_call_output: { call_id: "text", output: "object", status: `${progress}|failed` },
  reasoning: { summary: "list", content: "?list", encrypted_content: "?text", status: `?${progress}` },
  program: { call_id: "text", code: "text", fingerprint: "text" },
  program_output: { call_id: "text", result: "text", status: "completed|incomplete" },
  tool_search_call: { arguments: "some", execution: "server|client", status: progress },
  tool_search_output: { execution: "server|client", status: progress, tools: "list" },
  additional_tools: { role: "unknown|user|assistant|system|critic|discriminator|developer|tool", tools: "list" },
  compaction: { encrypted_content: "text" },
  image_generation_call: { status: "in_progress|completed|generating|failed", result: "?text" },
  code_interpreter_call: {
    container_id: "text",
    code: "?text",
    outputs: "?list",
    status: `${progress}|interpreting|failed`,
  },
  local_shell_call: { ...call, action: "object" },
  local_shell_call_output: { output: "text", status: `?${progress}` },
  shell_call: { ...call, action: "object" },
  shell_call_output: { ...call, output: "list" },
  apply_patch_call: { call_id: "text", operation: "object", status: "in_progress|completed" },
  apply_patch_call_output: { call_id: "text", status: "completed|failed" },
  mcp_call: {
    arguments: "text",
    name: "text",
    server_label: "text",
    output: "?text",
    status: `?${progress}|calling|failed`,
  },
  mcp_list_tools: { server_label: "text", tools: "list" },
  mcp_approval_request: { arguments: "text", name: "text", server_label: "text" },
  mcp_approval_response: { approval_request_id: "text", approve: "flag" },
  custom_tool_call: { call_id: "text", input: "text", name: "text" },
  custom_tool_call_output: { call_id: "text", output: "some", status: progress },
};

const parts: Readonly<Record<string, Fields>> = {
  output_text: { text: "text", annotations: "list", logprobs: "?list" },
  refusal: { refusal: "text" },
  reasoning_text: { text: "text" },
};

const summaries: Readonly<Record<string, Fields>> = { summary_text: { text: "text" } };
const thoughts: Readonly<Record<string, Fields>> = { reasoning_text: { text: "text" } };

const annotations: Readonly<Record<string, Fields>> = {
  file_citation: { file_id: "text", filename: "text", index: "whole" },
  url_citation: { end_index: "whole", start_index: "whole", title: "text", url: "text" },
  container_file_citation: {
    container_id: "text",
    end_index: "whole",
    file_id: "text",
    filename: "text",
    start_index: "whole",
  },
  file_path: { file_id: "text", index: "whole" },
};

const response: Fields = {
  id: "text",
  object: "response",
  created_at: "number",
  model: "text",
  output: "list",
  parallel_tool_calls: "flag",
  tool_choice: "none|auto|required|object",
  tools: "list",
  status: "?completed|failed|in_progress|cancelled|queued|incomplete",
  service_tier: "?auto|default|flex|scale|priority|fast|ultrafast",
  error: "?object",
  usage: "?object",
};

const usage: Fields = { input_tokens: "whole", output_tokens: "whole", total_tokens: "whole" };

/** Numbers and booleans may be strings. */
const numbers = /^ *[+-]?\d+(\.\d+)? *$/;
const flags = /^(true|false|yes|no|on|off|[01yntf])$/i;
const isKind: Readonly<Record<string, (value: unknown) => boolean>> = {
  text: (value) => typeof value === "string",
  whole: (value) => Number.isSafeInteger(value) || (typeof value === "string" && numbers.test(value)),
  number: (value) => Number.isFinite(value) || (typeof value === "string" && numbers.test(value)),
  flag: (value) => typeof value === "boolean" || (typeof value === "string" && flags.test(value)),
  list: Array.isArray,
  object: isObject,
  some: () => true,
};
const kindNames: Readonly<Record<string, string>> = {
  text: "a string",
  whole: "an integer",
  number: "a number",
  flag: "true or false",
  list: "a list",
  object: "an object",
};

interface Refusal {
  readonly path: JsonPath;
  readonly what: string;
}

/** The first thing in an event (or a whole response) that the classes reject, as a hint; `consequence` ends its sentence. */
export function strictProblems(data: JsonObject, consequence: string): readonly Problem[] {
  const refusal = data.object === "response" ? ofResponse(data, []) : ofEvent(data);
  if (refusal === undefined) return [];
  const name = refusal.path.map((step, at) => (typeof step === "number" ? `[${step}]` : at === 0 ? step : `.${step}`)).join("");
  return [{ path: refusal.path, severity: "hint", message: `\`${name}\` ${refusal.what}, ${consequence}.` }];
}

function ofEvent(data: JsonObject): Refusal | undefined {
  const type = String(data.type).replace(/^response\./, "");
  if (isObject(data.response)) return ofResponse(data.response, ["response"]) ?? ofFields(data, counted, []);
  const kind = eventKinds.get(type);
  if (kind === undefined || kind.strange === true) return undefined;
  return (
    ofFields(data, counted, []) ??
    (type.startsWith("output_text.d") ? ofFields(data, withLogprobs, []) : undefined) ??
    (kind.step === undefined ? undefined : ofTyped(data.item, items, ["item"])) ??
    (kind.ofPart === undefined ? undefined : ofTyped(data.part, kind.list === "summary" ? summaries : parts, ["part"])) ??
    ((data.annotation ?? null) !== null ? ofTyped(data.annotation, annotations, ["annotation"]) : undefined)
  );
}

const counted: Fields = { sequence_number: "whole" };
const withLogprobs: Fields = { logprobs: "list" };

function ofResponse(value: JsonObject, path: JsonPath): Refusal | undefined {
  const counts = isObject(value.usage) ? ofFields(value.usage, usage, [...path, "usage"]) : undefined;
  return ofFields(value, response, path) ?? counts ?? ofList(value.output, items, [...path, "output"]);
}

function ofList(list: unknown, table: Readonly<Record<string, Fields>>, path: JsonPath): Refusal | undefined {
  for (const [at, each] of listOf(list).entries()) {
    const refusal = ofTyped(each, table, [...path, at]);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Checks an object with a `type`, and the lists in it. */
function ofTyped(value: unknown, table: Readonly<Record<string, Fields>>, path: JsonPath): Refusal | undefined {
  if (!isObject(value)) return { path, what: `is ${nameValue(value)} but should be an object` };
  const type = typeof value.type === "string" && Object.hasOwn(table, value.type) ? value.type : undefined;
  if (type === undefined) return { path: [...path, "type"], what: `is ${nameValue(value.type)}, which replay does not know` };
  const refusal = ofFields(value, table[type] ?? {}, path);
  if (refusal !== undefined) return refusal;
  if (type === "message") return ofList(value.content, parts, [...path, "content"]);
  if (type === "reasoning")
    return ofList(value.summary, summaries, [...path, "summary"]) ?? ofList(value.content, thoughts, [...path, "content"]);
  return type === "output_text" ? ofList(value.annotations, annotations, [...path, "annotations"]) : undefined;
}

function ofFields(value: JsonObject, fields: Fields, path: JsonPath): Refusal | undefined {
  for (const [field, expected] of Object.entries(fields)) {
    const what = ofField(value[field], expected);
    if (what !== undefined) return { path: [...path, field], what };
  }
  return undefined;
}

function ofField(value: unknown, expected: string): string | undefined {
  const [needed, kind] = expected.startsWith("?") ? [false, expected.slice(1)] : [true, expected];
  if (value === undefined || value === null) return needed ? "is missing" : undefined;
  const words = kind.split("|");
  if (words.some((word) => isKind[word]?.(value) ?? word === value)) return undefined;
  return `is ${nameValue(value)} but should be ${kindNames[kind] ?? `one of ${words.join(", ")}`}`;
}
