/** One output item of an OpenAI response as it grows, with its texts and the chunk of each piece. */
import { isObject, listOf, stringOf, type JsonObject } from "../json";
import type { AnswerItem, ToolCall, Traced } from "../reassembled";
import { argumentsText } from "./arguments";
import { Placed, type PathMaker } from "./facts/builder";
import type { CallFacts } from "./facts/facts";
import { placeIn, type StreamEvent } from "./facts/events";
import { inputFields, kindOf, kindsIn, typesByText, type TextKind } from "./openaiResponsesKinds";
import { ResponseText, type Saying } from "./openaiResponsesText";

/** A part in a list, and its index. */
interface Listed {
  readonly part: JsonObject;
  readonly at: number;
}

/** Called if an event contradicts an earlier one. */
export type Deny = (said: Saying, field: string, before: StreamEvent) => void;

/** Fields that name an item or what it calls. */
const words = ["call_id", "id", "name"] as const;

class Word extends Placed<string> {
  constructor(
    value: string,
    path: PathMaker,
    readonly event: StreamEvent,
  ) {
    super(value, path, event.chunk);
  }
}

export class OutputItem {
  type = "";
  #value: JsonObject = {};
  #chunk = 0;
  #began: Saying | undefined;
  /** What events said about it outside of its own object: a status, a partial image. */
  #said: Record<string, unknown> = {};
  readonly #words = new Map<string, Word>();
  readonly #texts = new Map<TextKind, Map<number, ResponseText>>();

  constructor(readonly deny: Deny) {}

  get id(): string | undefined {
    return stringOf(this.#value.id);
  }

  /** The type that an item without a start must have, judged by its texts. */
  get supposed(): string | undefined {
    if (this.type !== "") return undefined;
    const kind = [...this.#texts.keys()][0];
    return kind === undefined ? undefined : typesByText[kind];
  }

  /** Whether an item that starts is a different one, judged by their ids. */
  isAnotherThan(begins: JsonObject | undefined): boolean {
    const id = stringOf(begins?.id) ?? "";
    return id !== "" && this.id !== undefined && this.id !== id;
  }

  get value(): JsonObject {
    return this.#value;
  }

  /** The event that started it; undefined if none had its type. */
  get began(): StreamEvent | undefined {
    return this.#began?.event;
  }

  /** Sets the item to what the provider says it is now; returns the text that this adds. */
  settle(said: Saying, value: JsonObject): string {
    this.#began ??= said;
    const type = stringOf(value.type) ?? this.type;
    if (this.type !== "" && type !== this.type) this.deny(said, "type", this.#began.event);
    this.type = type;
    this.#value = value;
    this.#chunk = said.event.chunk;
    this.#said = {};
    for (const word of words) this.#settleWord(said, word, value[word]);
    const input = this.#settleInput(said, value);
    return (
      input +
      this.#settleParts(said, "summary", listOf(value.summary)) +
      this.#settleParts(said, "content", listOf(value.content))
    );
  }

  #settleWord(said: Saying, word: (typeof words)[number], value: unknown): void {
    const known = this.#words.get(word);
    if (typeof value !== "string" || known?.value === value) return;
    const { event, within } = said;
    // An id only counts for calls, which have another one.
    if (known !== undefined && word !== "id" && (value !== "" || said.whole)) this.deny(said, word, known.event);
    if (value === "") return;
    this.#words.set(word, new Word(value, () => placeIn(event, ...within, word), event));
  }

  #settleInput(said: Saying, value: JsonObject): string {
    const field = inputFields[this.type];
    if (field === undefined) return "";
    const input = value[field];
    const whole = typeof input === "string" ? input : isObject(input) ? argumentsText(input) : said.whole ? "" : undefined;
    return whole === undefined ? "" : this.settleText("input", 0, said, field, whole);
  }

  /** A list of parts is authoritative about their number: a text that events put elsewhere is the same part. */
  #settleParts(said: Saying, list: "summary" | "content", parts: readonly unknown[]): string {
    const wholes = parts.flatMap((part, at) => (isObject(part) && kindOf(part, list) !== undefined ? [{ part, at }] : []));
    if (said.whole) for (const kind of kindsIn[list]) this.#place(said, kind, list, wholes);
    return wholes
      .map(({ part, at }) => this.settlePart({ ...said, within: [...said.within, list, at] }, list, at, part))
      .join("");
  }

  /** Moves texts of a kind to the places that a list gives them, if events put them elsewhere; removes those beyond the list. */
  #place(said: Saying, kind: TextKind, list: "summary" | "content", wholes: readonly Listed[]): void {
    const known = this.#texts.get(kind);
    const listed = wholes.filter(({ part }) => kindOf(part, list) === kind).map(({ at }) => at);
    if (known === undefined || (listed.length === known.size && listed.every((at) => known.has(at)))) return;
    const inOrder = [...known].sort(([one], [other]) => one - other).map(([, text]) => text);
    const kept = listed.every((at) => known.has(at))
      ? listed.flatMap((at) => known.get(at) ?? [])
      : inOrder.slice(0, listed.length);
    const lost = inOrder.find((text) => text.grown.text !== "" && !kept.includes(text));
    if (lost?.first !== undefined) this.deny(said, list, lost.first);
    if (listed.length > 0) this.#texts.set(kind, new Map(kept.map((text, rank) => [listed[rank] ?? rank, text])));
  }

  /** Sets one part of a message or of the reasoning; returns the text that this adds. */
  settlePart(said: Saying, list: "summary" | "content", index: number, part: JsonObject): string {
    const kind = kindOf(part, list);
    if (kind === undefined) return "";
    const field = kind === "refusal" ? "refusal" : "text";
    const { chunk } = said.event;
    if (kind === "content") {
      this.text(kind, index).annotate(chunk, 0, listOf(part.annotations));
      this.text(kind, index).settleLogprobs(chunk, part.logprobs);
    }
    const whole = stringOf(part[field]);
    return whole === undefined ? "" : this.settleText(kind, index, said, field, whole);
  }

  /** Sets a whole text, which is in `field`; returns what this adds. */
  settleText(kind: TextKind, index: number, said: Saying, field: string, whole: string): string {
    return this.text(kind, index).settle(said, field, whole);
  }

  /** Called at the end: reports texts on which events disagree. */
  tellDenied(): void {
    for (const texts of this.#texts.values()) {
      for (const { denied } of texts.values()) if (denied !== undefined) this.deny(denied.said, denied.field, denied.before);
    }
  }

  /** The text of a part, created if it is new. */
  text(kind: TextKind, index: number): ResponseText {
    const texts = this.#texts.get(kind) ?? new Map<number, ResponseText>();
    this.#texts.set(kind, texts);
    const text = texts.get(index) ?? new ResponseText();
    texts.set(index, text);
    return text;
  }

  say(chunk: number, said: JsonObject): void {
    this.#said = { ...this.#said, ...said };
    this.#chunk = chunk;
  }

  texts(kind: TextKind): readonly ResponseText[] {
    return [...(this.#texts.get(kind) ?? [])].sort(([one], [other]) => one - other).map(([, text]) => text);
  }

  get role(): string | undefined {
    return this.type === "message" ? stringOf(this.#value.role) : undefined;
  }

  get isCall(): boolean {
    return this.type === "function_call" || this.type === "custom_tool_call";
  }

  /** The call for the client to answer. */
  call(index: number): ToolCall {
    const input = this.texts("input")[0]?.grown.build() ?? { text: "", pieces: [] };
    return {
      index,
      id: traced(this.#words.get("call_id") ?? this.#words.get("id")),
      name: traced(this.#words.get("name")),
      arguments: input,
    };
  }

  callFacts(position: number): CallFacts {
    const began = this.#began;
    const isText = this.type === "function_call";
    return {
      place: { path: began === undefined ? [] : placeIn(began.event, ...began.within), part: "key" },
      chunk: began?.event.chunk ?? 0,
      position,
      needsId: true,
      id: this.#words.get("call_id"),
      name: this.#words.get("name"),
      pieces: isText ? (this.texts("input")[0]?.pieces ?? []) : undefined,
      input: undefined,
      repeated: [],
      clashes: [],
      badIndex: undefined,
      index: undefined,
      lacks: undefined,
    };
  }

  /** The result of a hosted tool, or anything else that is neither text nor call; undefined for those. */
  item(): AnswerItem | undefined {
    if (this.isCall || ["", "message", "reasoning"].includes(this.type)) return undefined;
    const field = inputFields[this.type];
    const input = field === undefined ? undefined : this.texts("input")[0]?.grown.text;
    const value = { ...this.#value, ...(field === undefined || input === undefined ? {} : { [field]: input }), ...this.#said };
    return { type: this.type, value, chunk: this.#chunk };
  }
}

function traced(word: Word | undefined): Traced<string> | null {
  return word === undefined ? null : { value: word.value, chunk: word.chunk };
}
