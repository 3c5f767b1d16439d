/**
 * The events of an OpenAI response stream, one row each: which item and part an event is about, as clients check it, and what it adds to the answer.
 * Lifecycle events, which contain the whole response, are not rows.
 */
import { isObject, listOf, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import type { ChunkKind, ChunkNote } from "../reassembled";
import type { StreamEvent } from "./facts/events";
import type { OutputItem } from "./openaiResponsesItem";
import type { TextKind } from "./openaiResponsesKinds";

export interface EventKind {
  /** What happens to the item: it starts, or is complete; undefined if it only grows. */
  readonly step?: "added" | "done";
  /** The only type of item that accepts it; undefined: any, or it depends on the part. */
  readonly item?: string | undefined;
  /** The list of the item's parts that it refers to. */
  readonly list?: "content" | "summary";
  /** The only type of part that accepts it. */
  readonly part?: string;
  /** It starts a part, or completes one. */
  readonly ofPart?: "added" | "done";
  /** It has no item id besides its index. */
  readonly lacksId?: boolean;
  /** openai-node does not know it: an older event, or a server's own. */
  readonly strange?: boolean;
  readonly apply: (item: OutputItem, event: StreamEvent) => ChunkNote | undefined;
}

/** The field with the index into each list. */
export const indexFields = { content: "content_index", summary: "summary_index" } as const;

interface TextRow {
  readonly item: string;
  readonly list?: "content" | "summary";
  readonly part?: string;
  readonly kind: TextKind;
  readonly note: ChunkKind;
  /** The field with the whole text in the event that ends it. */
  readonly field: string;
  readonly strange?: boolean;
}

const texts: Readonly<Record<string, TextRow>> = {
  output_text: { item: "message", list: "content", part: "output_text", kind: "content", note: "text", field: "text" },
  refusal: { item: "message", list: "content", part: "refusal", kind: "refusal", note: "refusal", field: "refusal" },
  reasoning_text: {
    item: "reasoning",
    list: "content",
    part: "reasoning_text",
    kind: "reasoning",
    note: "reasoning",
    field: "text",
  },
  reasoning_summary_text: { item: "reasoning", list: "summary", kind: "summary", note: "reasoning", field: "text" },
  reasoning: { item: "reasoning", list: "content", kind: "reasoning", note: "reasoning", field: "text", strange: true },
  reasoning_summary: { item: "reasoning", list: "summary", kind: "summary", note: "reasoning", field: "text", strange: true },
  function_call_arguments: { item: "function_call", kind: "input", note: "tool", field: "arguments" },
  custom_tool_call_input: { item: "custom_tool_call", kind: "input", note: "tool", field: "input" },
  mcp_call_arguments: { item: "mcp_call", kind: "input", note: "other", field: "arguments" },
  code_interpreter_call_code: { item: "code_interpreter_call", kind: "input", note: "other", field: "code" },
};

/** Items whose status is in the names of events. */
const statuses: Readonly<Record<string, readonly string[]>> = {
  code_interpreter_call: ["in_progress", "interpreting", "completed"],
  file_search_call: ["in_progress", "searching", "completed"],
  web_search_call: ["in_progress", "searching", "completed"],
  image_generation_call: ["in_progress", "generating", "completed"],
  mcp_call: ["in_progress", "completed", "failed"],
  mcp_list_tools: ["in_progress", "completed", "failed"],
  compaction: ["compacting"],
};

/** By the event's type without `response.`. */
export const eventKinds: ReadonlyMap<string, EventKind> = new Map<string, EventKind>([
  ["output_item.added", { step: "added", lacksId: true, apply: settleItem }],
  ["output_item.done", { step: "done", lacksId: true, apply: settleItem }],
  ["content_part.added", { list: "content", ofPart: "added", apply: settlePart("content", false) }],
  ["content_part.done", { list: "content", ofPart: "done", apply: settlePart("content", true) }],
  // vLLM's names.
  ["reasoning_part.added", { list: "content", ofPart: "added", strange: true, apply: settlePart("content", false) }],
  ["reasoning_part.done", { list: "content", ofPart: "done", strange: true, apply: settlePart("content", true) }],
  ["reasoning_summary_part.added", { item: "reasoning", list: "summary", ofPart: "added", apply: settlePart("summary", false) }],
  ["reasoning_summary_part.done", { item: "reasoning", list: "summary", ofPart: "done", apply: settlePart("summary", true) }],
  ...Object.entries(texts).flatMap(([name, row]): [string, EventKind][] => [
    [`${name}.delta`, { ...row, apply: appendTo(row) }],
    [`${name}.done`, { ...row, apply: settleText(row) }],
  ]),
  ["output_text.annotation.added", { item: "message", list: "content", part: "output_text", apply: annotate }],
  ["output_text_annotation.added", { item: "message", list: "content", strange: true, apply: annotate }],
  ...["added", "delta", "done"].map((step): [string, EventKind] => [
    `shell_call_command.${step}`,
    { item: "shell_call", lacksId: true, apply: sayCommand },
  ]),
  ["shell_call_output_content.delta", { item: "shell_call_output", apply: growOutput }],
  ["shell_call_output_content.done", { item: "shell_call_output", apply: sayOutput }],
  ["image_generation_call.partial_image", { item: "image_generation_call", apply: sayImage }],
  ...Object.entries(statuses).flatMap(([item, steps]) =>
    steps.map((step): [string, EventKind] => [`${item}.${step}`, { item, apply: sayStatus(step) }]),
  ),
]);

/** Events of a response that are not about an item. */
export const spokenFields: ReadonlyMap<string, "data" | "transcript" | undefined> = new Map([
  ["audio.delta", "data"],
  ["audio.transcript.delta", "transcript"],
  ["audio.done", undefined],
  ["audio.transcript.done", undefined],
]);

function settleItem(item: OutputItem, event: StreamEvent): ChunkNote | undefined {
  const value = event.data.item;
  if (!isObject(value)) return undefined;
  const known = item.type !== "";
  const added = item.settle({ event, within: ["item"], whole: event.type.endsWith(".done") }, value);
  if (item.isCall) {
    const name = known ? "" : (item.call(0).name?.value ?? "");
    return known && added === "" ? undefined : { kind: "tool", adds: name + added };
  }
  if (added !== "")
    return { kind: item.type === "reasoning" ? "reasoning" : item.type === "message" ? "text" : "other", adds: added };
  return known || item.role === undefined ? undefined : { kind: "role", adds: item.role };
}

function settlePart(list: "content" | "summary", whole: boolean): EventKind["apply"] {
  return (item, event) => {
    const adds = item.settlePart({ event, within: ["part"], whole }, list, indexIn(event, list), objectOf(event.data.part));
    return adds === "" ? undefined : { kind: item.type === "reasoning" ? "reasoning" : "text", adds };
  };
}

const indexIn = ({ data }: StreamEvent, list: "content" | "summary" | undefined): number =>
  list === undefined ? 0 : (numberOf(data[indexFields[list]]) ?? 0);

function appendTo({ kind, list, note }: TextRow): EventKind["apply"] {
  return (item, event) => {
    const { delta, logprobs } = event.data;
    const adds = stringOf(delta) ?? stringOf(objectOf(delta).text) ?? "";
    item.text(kind, indexIn(event, list)).add(event, adds, kind === "content" ? logprobs : undefined);
    return adds === "" ? undefined : { kind: note, adds };
  };
}

function settleText({ kind, list, note, field }: TextRow): EventKind["apply"] {
  return (item, event) => {
    const [whole, index] = [stringOf(event.data[field]), indexIn(event, list)];
    if (kind === "content") item.text(kind, index).settleLogprobs(event.chunk, event.data.logprobs);
    const adds = whole === undefined ? "" : item.settleText(kind, index, { event, within: [], whole: true }, field, whole);
    return adds === "" ? undefined : { kind: note, adds };
  };
}

function annotate(item: OutputItem, event: StreamEvent): ChunkNote {
  const { annotation, annotation_index: at } = event.data;
  item.text("content", indexIn(event, "content")).annotate(event.chunk, numberOf(at) ?? 0, [annotation]);
  return { kind: "annotation", adds: stringOf(objectOf(annotation).type) ?? "annotation" };
}

function sayStatus(status: string): EventKind["apply"] {
  return (item, { chunk }) => {
    item.say(chunk, { status });
    return undefined;
  };
}

/** A partial image. */
function sayImage(item: OutputItem, { chunk, data }: StreamEvent): undefined {
  item.say(chunk, { partial_image_b64: data.partial_image_b64 });
}

/** The action of a shell call after another event about one of its commands. */
function sayCommand(item: OutputItem, { chunk, data, type }: StreamEvent): ChunkNote {
  const action = objectOf(objectOf(item.item()?.value).action);
  const commands = [...listOf(action.commands)];
  const at = placeAmong(commands, data);
  const before = stringOf(commands[at]) ?? "";
  commands[at] = type.endsWith(".delta") ? before + (stringOf(data.delta) ?? "") : (stringOf(data.command) ?? before);
  item.say(chunk, { action: { ...action, commands } });
  return { kind: "other", adds: stringOf(data.delta) ?? "" };
}

const placeAmong = (list: readonly unknown[], { command_index: index }: JsonObject): number =>
  Math.min(Math.max(Math.trunc(numberOf(index) ?? 0), 0), list.length);

/** The output of a command, piece by piece. */
function growOutput(item: OutputItem, { chunk, data }: StreamEvent): ChunkNote {
  const output = [...listOf(objectOf(item.item()?.value).output)];
  const at = placeAmong(output, data);
  const [before, delta] = [objectOf(output[at]), objectOf(data.delta)];
  const grown = (field: string) => (stringOf(before[field]) ?? "") + (stringOf(delta[field]) ?? "");
  output[at] = { ...before, stdout: grown("stdout"), stderr: grown("stderr") };
  item.say(chunk, { output });
  return { kind: "other", adds: (stringOf(delta.stdout) ?? "") + (stringOf(delta.stderr) ?? "") };
}

function sayOutput(item: OutputItem, { chunk, data }: StreamEvent): undefined {
  const output = [...listOf(objectOf(item.item()?.value).output)];
  output[placeAmong(output, data)] = listOf(data.output)[0] ?? {};
  item.say(chunk, { output });
}
