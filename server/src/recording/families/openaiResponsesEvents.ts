/** What each event of an OpenAI response stream does to the output. */
import { isObject, listOf, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import type { ChunkKind, ChunkNote } from "../reassembled";
import type { OutputItem, ResponseOutput, TextKind } from "./openaiResponsesOutput";

/** Texts by the first words of their events: `<name>.delta` appends, `<name>.done` says the whole. `field` is where the latter says it. */
const texts: Readonly<Record<string, { kind: TextKind; note: ChunkKind; index: string | undefined; field: string }>> = {
  output_text: { kind: "content", note: "text", index: "content_index", field: "text" },
  refusal: { kind: "refusal", note: "refusal", index: "content_index", field: "refusal" },
  reasoning_text: { kind: "reasoning", note: "reasoning", index: "content_index", field: "text" },
  reasoning_summary_text: { kind: "summary", note: "reasoning", index: "summary_index", field: "text" },
  // Earlier names of the two above.
  reasoning: { kind: "reasoning", note: "reasoning", index: "content_index", field: "text" },
  reasoning_summary: { kind: "summary", note: "reasoning", index: "summary_index", field: "text" },
  function_call_arguments: { kind: "input", note: "tool", index: undefined, field: "arguments" },
  custom_tool_call_input: { kind: "input", note: "tool", index: undefined, field: "input" },
  mcp_call_arguments: { kind: "input", note: "other", index: undefined, field: "arguments" },
  code_interpreter_call_code: { kind: "input", note: "other", index: undefined, field: "code" },
};

/** Applies one event that concerns an item of the output, and says what it adds; undefined for an event that concerns none. */
export function applyToItem(output: ResponseOutput, chunk: number, event: JsonObject): ChunkNote | undefined {
  const [name = "", step = ""] = (stringOf(event.type) ?? "").replace(/^response\./, "").split(".");
  const item = output.at(event.output_index);
  if (item === undefined) return undefined;
  if (name === "output_item") return settleItem(item, chunk, event.item);
  const text = texts[name];
  if (text !== undefined && (step === "delta" || step === "done")) {
    const index = text.index === undefined ? 0 : (numberOf(event[text.index]) ?? 0);
    const adds = step === "delta" ? append(item, text.kind, index, chunk, event.delta) : settle(item, text, index, chunk, event);
    if (text.kind === "content") addLogprobs(item, step, index, chunk, event.logprobs);
    return adds === "" ? undefined : { kind: text.note, adds };
  }
  return applyRest(item, name, step, chunk, event);
}

function settleItem(item: OutputItem, chunk: number, value: unknown): ChunkNote | undefined {
  if (!isObject(value)) return undefined;
  const known = item.type !== "";
  const added = item.settle(chunk, value);
  const called = item.call(0);
  if (called !== undefined)
    return known && added === "" ? undefined : { kind: "tool", adds: (known ? "" : (called.name?.value ?? "")) + added };
  if (added !== "")
    return { kind: item.type === "reasoning" ? "reasoning" : item.type === "message" ? "text" : "other", adds: added };
  return known || item.role === undefined ? undefined : { kind: "role", adds: item.role };
}

function append(item: OutputItem, kind: TextKind, index: number, chunk: number, delta: unknown): string {
  const added = stringOf(delta) ?? stringOf(objectOf(delta).text) ?? "";
  item.text(kind, index).add(chunk, added);
  return added;
}

function settle(
  item: OutputItem,
  text: { kind: TextKind; field: string },
  index: number,
  chunk: number,
  event: JsonObject,
): string {
  const whole = stringOf(event[text.field]);
  return whole === undefined ? "" : item.settleText(text.kind, index, chunk, whole);
}

function addLogprobs(item: OutputItem, step: string, index: number, chunk: number, logprobs: unknown): void {
  if (step === "delta") item.addLogprobs(chunk, index, logprobs);
  else item.settleLogprobs(chunk, index, logprobs);
}

/** Parts, annotations, images and commands; of all others, what they say of a call's status. */
function applyRest(item: OutputItem, name: string, step: string, chunk: number, event: JsonObject): ChunkNote | undefined {
  switch (name) {
    case "content_part":
    case "reasoning_summary_part": {
      const index = numberOf(name === "content_part" ? event.content_index : event.summary_index) ?? 0;
      const adds = item.settlePart(chunk, index, objectOf(event.part));
      return adds === "" ? undefined : { kind: item.type === "reasoning" ? "reasoning" : "text", adds };
    }
    case "output_text":
    case "output_text_annotation":
      item.annotate(chunk, numberOf(event.content_index) ?? 0, numberOf(event.annotation_index) ?? 0, [event.annotation]);
      return { kind: "annotation", adds: stringOf(objectOf(event.annotation).type) ?? "annotation" };
    case "shell_call_command":
      item.say(chunk, { action: commandsAfter(item, step, event) });
      return { kind: "other", adds: stringOf(event.delta) ?? "" };
    default:
      if (step === "partial_image") item.say(chunk, { partial_image_b64: event.partial_image_b64 });
      else if (name.endsWith("_call") || name === "mcp_list_tools") item.say(chunk, { status: step });
      return undefined;
  }
}

/** The action of a shell call after one more event on one of its commands. */
function commandsAfter(item: OutputItem, step: string, event: JsonObject): JsonObject {
  const action = objectOf(objectOf(item.item()?.value).action);
  const commands = [...listOf(action.commands)];
  const at = Math.min(numberOf(event.command_index) ?? 0, commands.length);
  const before = stringOf(commands[at]) ?? "";
  commands[at] = step === "delta" ? before + (stringOf(event.delta) ?? "") : (stringOf(event.command) ?? before);
  return { ...action, commands };
}
