/** Puts answers together piece by piece, each piece with the chunk it came from. Families feed it; they do not join by themselves. */
import type { Annotation, Choice, ChunkKind, ChunkNote, TracedText, ToolCall, Traced } from "../reassembled";

class TextBuilder {
  readonly #texts: string[] = [];
  readonly #pieces: { chunk: number; length: number }[] = [];

  add(chunk: number, text: string): void {
    if (text === "") return;
    this.#texts.push(text);
    const last = this.#pieces.at(-1);
    if (last?.chunk === chunk) last.length += text.length;
    else this.#pieces.push({ chunk, length: text.length });
  }

  build(): TracedText {
    return { text: this.#texts.join(""), pieces: this.#pieces };
  }
}

/** What a chunk says of one tool call. */
export interface CallPart {
  /** The provider's count of calls; undefined: an `id` begins a new call, anything else belongs to the last one. */
  readonly index?: number | undefined;
  /** The call comes whole, without an index: it begins a new one even where it has no id. */
  readonly begins?: boolean;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly arguments?: string | undefined;
}

class CallBuilder {
  #id: Traced<string> | null = null;
  #name: Traced<string> | null = null;
  readonly #arguments = new TextBuilder();
  constructor(readonly index: number) {}

  add(chunk: number, part: CallPart): void {
    if (part.id) this.#id ??= { value: part.id, chunk };
    if (part.name) this.#name ??= { value: part.name, chunk };
    this.#arguments.add(chunk, part.arguments ?? "");
  }

  build(): ToolCall {
    return { index: this.index, id: this.#id, name: this.#name, arguments: this.#arguments.build() };
  }
}

class ChoiceBuilder {
  role: string | null = null;
  finishReason: Traced<string> | null = null;
  readonly annotations: Annotation[] = [];
  readonly #texts: { content?: TextBuilder; reasoning?: TextBuilder; refusal?: TextBuilder } = {};
  readonly #calls = new Map<number, CallBuilder>();
  #lastCall = -1;
  constructor(readonly index: number) {}

  /** An empty text counts as sent: the part is then "" and not null. */
  addText(part: "content" | "reasoning" | "refusal", chunk: number, text: string): void {
    (this.#texts[part] ??= new TextBuilder()).add(chunk, text);
  }

  addCall(chunk: number, part: CallPart): void {
    const begins = part.begins === true || part.id !== undefined;
    const index = part.index ?? (begins ? this.#lastCall + 1 : Math.max(this.#lastCall, 0));
    this.#lastCall = Math.max(this.#lastCall, index);
    const call = this.#calls.get(index) ?? new CallBuilder(index);
    this.#calls.set(index, call);
    call.add(chunk, part);
  }

  build(): Choice {
    return {
      index: this.index,
      role: this.role,
      content: this.#texts.content?.build() ?? null,
      reasoning: this.#texts.reasoning?.build() ?? null,
      refusal: this.#texts.refusal?.build() ?? null,
      toolCalls: [...this.#calls.values()].map((call) => call.build()).sort((a, b) => a.index - b.index),
      annotations: this.annotations,
      items: [],
      logprobs: [],
      finishReason: this.finishReason,
    };
  }
}

/** The part of an answer that one choice of one chunk brings, in the same words for every family. */
export interface ChoicePart {
  readonly choice: number;
  readonly role?: string | undefined;
  readonly content?: string | undefined;
  readonly reasoning?: string | undefined;
  readonly refusal?: string | undefined;
  readonly calls?: readonly CallPart[];
  readonly annotations?: readonly unknown[];
  readonly finishReason?: string | undefined;
}

/** Joins the parts of all chunks to choices, by choice index. `parts` holds one list per chunk; its index is the chunk's. */
export function joinParts(parts: readonly (readonly ChoicePart[])[]): Choice[] {
  const choices = new Map<number, ChoiceBuilder>();
  for (const [chunk, ofChunk] of parts.entries()) {
    for (const part of ofChunk) {
      const choice = choices.get(part.choice) ?? new ChoiceBuilder(part.choice);
      choices.set(part.choice, choice);
      addPart(choice, chunk, part);
    }
  }
  return [...choices.values()].map((choice) => choice.build()).sort((a, b) => a.index - b.index);
}

function addPart(choice: ChoiceBuilder, chunk: number, part: ChoicePart): void {
  choice.role ??= part.role ?? null;
  if (part.content !== undefined) choice.addText("content", chunk, part.content);
  if (part.reasoning !== undefined) choice.addText("reasoning", chunk, part.reasoning);
  if (part.refusal !== undefined) choice.addText("refusal", chunk, part.refusal);
  for (const call of part.calls ?? []) choice.addCall(chunk, call);
  for (const value of part.annotations ?? []) choice.annotations.push({ value, chunk });
  if (part.finishReason !== undefined) choice.finishReason = { value: part.finishReason, chunk };
}

/** What a chunk's parts add, in the most telling of the words that fit; undefined when they add nothing. */
export function noteOf(parts: readonly ChoicePart[]): ChunkNote | undefined {
  for (const [kind, added] of notes) {
    let adds = "";
    for (const part of parts) adds += added(part) ?? "";
    if (adds !== "") return { kind, adds };
  }
  return undefined;
}

/** The most telling first. */
const notes: readonly (readonly [ChunkKind, (part: ChoicePart) => string | undefined])[] = [
  ["tool", ({ calls }) => (calls?.length ? calls.map((call) => (call.name ?? "") + (call.arguments ?? "")).join("") : undefined)],
  ["text", (part) => part.content],
  ["reasoning", (part) => part.reasoning],
  ["refusal", (part) => part.refusal],
  ["annotation", (part) => (part.annotations?.length ? "annotation" : undefined)],
  ["finish", (part) => part.finishReason],
  ["role", (part) => part.role],
];
