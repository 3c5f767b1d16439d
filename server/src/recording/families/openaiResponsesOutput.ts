/** The output of one OpenAI response as it grows: items in order, each with its texts, and every piece with its chunk. */
import { isObject, listOf, numberOf, stringOf, type JsonObject } from "../json";
import { lazy } from "../lazy";
import type { Annotation, AnswerItem, Choice, TokenLogprob, ToolCall, Traced } from "../reassembled";
import { tokensOf } from "./openaiLogprobs";
import { joinTexts, TextBuilder } from "./tracedText";

/** The texts an item can have: those of its parts, and the one that is what a call is called with. */
export type TextKind = "content" | "refusal" | "summary" | "reasoning" | "input";

/** The field that holds what an item of this type is called with, or runs. */
const inputFields: Readonly<Record<string, string>> = {
  function_call: "arguments",
  custom_tool_call: "input",
  mcp_call: "arguments",
  code_interpreter_call: "code",
};

export class OutputItem {
  type = "";
  #value: JsonObject = {};
  #chunk = 0;
  /** What events said of it outside its own object: a status, a partial image. */
  #said: Record<string, unknown> = {};
  readonly #traced = new Map<string, Traced<string>>();
  readonly #texts = new Map<TextKind, Map<number, TextBuilder>>();
  readonly #annotations = new Map<number, Annotation[]>();
  readonly #logprobs = new Map<number, TokenLogprob[]>();

  get id(): string | undefined {
    return stringOf(this.#value.id);
  }

  /** The item as the provider says it is now; gives the text that this adds to what was known. */
  settle(chunk: number, value: JsonObject): string {
    this.type = stringOf(value.type) ?? this.type;
    this.#value = value;
    this.#chunk = chunk;
    this.#said = {};
    for (const field of ["call_id", "id", "name"]) {
      const said = stringOf(value[field]);
      if (said !== undefined && !this.#traced.has(field)) this.#traced.set(field, { value: said, chunk });
    }
    const parts = [...listOf(value.summary), ...listOf(value.content)].filter(isObject);
    return this.#settleInput(chunk, value) + this.#settleParts(chunk, value, parts);
  }

  #settleInput(chunk: number, value: JsonObject): string {
    const input = stringOf(value[inputFields[this.type] ?? ""]);
    return input === undefined ? "" : this.settleText("input", 0, chunk, input);
  }

  #settleParts(chunk: number, value: JsonObject, parts: readonly JsonObject[]): string {
    const summaries = listOf(value.summary).length;
    return parts.map((part, at) => this.settlePart(chunk, at < summaries ? at : at - summaries, part)).join("");
  }

  /** One part of a message or of the reasoning, whole; gives the text that this adds. */
  settlePart(chunk: number, index: number, part: JsonObject): string {
    const kind = partKinds[stringOf(part.type) ?? ""];
    if (kind === undefined) return "";
    const whole = stringOf(kind === "refusal" ? part.refusal : part.text);
    if (kind === "content") {
      this.annotate(chunk, index, 0, listOf(part.annotations));
      this.settleLogprobs(chunk, index, part.logprobs);
    }
    return whole === undefined ? "" : this.settleText(kind, index, chunk, whole);
  }

  /** A text as a whole; gives what this adds. Items and parts are announced with empty texts: that is no word against what came. */
  settleText(kind: TextKind, index: number, chunk: number, whole: string): string {
    const text = this.text(kind, index);
    return whole === "" ? "" : text.settle(chunk, whole);
  }

  /** The text of a part, made where it is new. */
  text(kind: TextKind, index: number): TextBuilder {
    const texts = this.#texts.get(kind) ?? new Map<number, TextBuilder>();
    this.#texts.set(kind, texts);
    const text = texts.get(index) ?? new TextBuilder();
    texts.set(index, text);
    return text;
  }

  /** Annotations from the `from`-th on; those known already stay. */
  annotate(chunk: number, part: number, from: number, values: readonly unknown[]): void {
    const known = this.#annotations.get(part) ?? [];
    this.#annotations.set(part, known);
    for (const [at, value] of values.entries()) if (from + at >= known.length) known.push({ value, chunk });
  }

  addLogprobs(chunk: number, part: number, list: unknown): void {
    const tokens = tokensOf(list);
    if (tokens.length === 0) return;
    const known = this.#logprobs.get(part) ?? [];
    this.#logprobs.set(part, known);
    for (const token of tokens) known.push({ ...token, chunk });
  }

  /** All of them at once, at the end of a part: they count where none came with the text. */
  settleLogprobs(chunk: number, part: number, list: unknown): void {
    if (!this.#logprobs.has(part)) this.addLogprobs(chunk, part, list);
  }

  say(chunk: number, said: JsonObject): void {
    this.#said = { ...this.#said, ...said };
    this.#chunk = chunk;
  }

  texts(kind: TextKind): readonly TextBuilder[] {
    return [...(this.#texts.get(kind) ?? [])].sort(([one], [other]) => one - other).map(([, text]) => text);
  }

  get annotations(): readonly Annotation[] {
    return byPart(this.#annotations);
  }

  get logprobs(): readonly TokenLogprob[] {
    return byPart(this.#logprobs);
  }

  get role(): string | undefined {
    return this.type === "message" ? stringOf(this.#value.role) : undefined;
  }

  /** What a client has to answer; undefined for any other item. */
  call(index: number): ToolCall | undefined {
    if (this.type !== "function_call" && this.type !== "custom_tool_call") return undefined;
    const input = this.texts("input")[0]?.build() ?? { text: "", pieces: [] };
    return {
      index,
      id: this.#traced.get("call_id") ?? this.#traced.get("id") ?? null,
      name: this.#traced.get("name") ?? null,
      arguments: input,
    };
  }

  /** What a hosted tool did, and everything else that is neither text nor call; undefined for those. */
  item(): AnswerItem | undefined {
    if (["", "message", "reasoning", "function_call", "custom_tool_call"].includes(this.type)) return undefined;
    const field = inputFields[this.type];
    const input = field === undefined ? undefined : this.texts("input")[0]?.text;
    const value = { ...this.#value, ...(field === undefined || input === undefined ? {} : { [field]: input }), ...this.#said };
    return { type: this.type, value, chunk: this.#chunk };
  }
}

const partKinds: Readonly<Record<string, TextKind>> = {
  output_text: "content",
  refusal: "refusal",
  summary_text: "summary",
  reasoning_text: "reasoning",
};

function byPart<T>(lists: ReadonlyMap<number, readonly T[]>): T[] {
  return [...lists].sort(([one], [other]) => one - other).flatMap(([, list]) => list);
}

/** The items by what a listed item is recognised by; of equals the first. */
class KnownItems {
  readonly byId = new Map<string, OutputItem>();
  readonly byType = new Map<string, OutputItem>();
  /** A place beyond all others. */
  next = 0;

  constructor(items: ReadonlyMap<number, OutputItem>) {
    for (const [place, item] of items) this.add(place, item.id, item.type, item);
  }

  add(place: number, id: string | undefined, type: string | undefined, item: OutputItem): void {
    if (id !== undefined && !this.byId.has(id)) this.byId.set(id, item);
    if (type !== undefined && !this.byType.has(type)) this.byType.set(type, item);
    this.next = Math.max(this.next, place + 1);
  }
}

/** All items of a response. */
export class ResponseOutput {
  readonly #items = new Map<number, OutputItem>();
  finishReason: Traced<string> | null = null;

  get isEmpty(): boolean {
    return this.#items.size === 0;
  }

  /** The item at an `output_index`, made where it is new; undefined where the index is none. */
  at(index: unknown): OutputItem | undefined {
    const at = numberOf(index);
    if (at === undefined || !Number.isInteger(at)) return undefined;
    const known = this.#items.get(at) ?? new OutputItem();
    this.#items.set(at, known);
    return known;
  }

  /** The whole output as the provider lists it in the end; gives the text that this adds. Each entry is the item of its id, else the one at its place. */
  settle(chunk: number, output: readonly unknown[]): string {
    let added = "";
    const known = lazy(() => new KnownItems(this.#items));
    for (const [place, value] of output.entries()) {
      if (!isObject(value)) continue;
      const item = this.#itemFor(place, value, known);
      added += item.settle(chunk, value);
    }
    return added;
  }

  #itemFor(place: number, value: JsonObject, known: () => KnownItems): OutputItem {
    const id = stringOf(value.id);
    const there = this.#items.get(place);
    // Nearly always it stands where it stood; only otherwise are the others looked at.
    if (id !== undefined && there?.id === id) return there;
    const same = id === undefined ? undefined : known().byId.get(id);
    const item =
      same ?? (there?.type === value.type ? there : id === undefined ? known().byType.get(String(value.type)) : undefined);
    if (item !== undefined) return item;
    const made = new OutputItem();
    this.#items.set(there === undefined ? place : known().next, made);
    known().add(there === undefined ? place : known().next, id, stringOf(value.type), made);
    return made;
  }

  /** One response is one choice; no choice where nothing came. */
  choices(): Choice[] {
    const items = [...this.#items].sort(([one], [other]) => one - other).map(([, item]) => item);
    if (items.length === 0 && this.finishReason === null) return [];
    const calls = items.filter((item) => item.call(0) !== undefined);
    return [
      {
        index: 0,
        role: items.find((item) => item.role !== undefined)?.role ?? null,
        content: joinTexts(items.flatMap((item) => item.texts("content"))),
        reasoning: joinTexts(items.flatMap((item) => [...item.texts("summary"), ...item.texts("reasoning")])),
        refusal: joinTexts(items.flatMap((item) => item.texts("refusal"))),
        toolCalls: calls.flatMap((item, index) => item.call(index) ?? []),
        annotations: items.flatMap((item) => item.annotations),
        items: items.flatMap((item) => item.item() ?? []),
        logprobs: items.flatMap((item) => item.logprobs),
        finishReason: this.finishReason,
      },
    ];
  }
}
