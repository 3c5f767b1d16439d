/** Assembles answers piece by piece, keeping the chunk of each piece. All families use it to join. */
import type { Annotation, AnswerItem, Choice, ChunkKind, ChunkNote, TokenLogprob, ToolCall, Traced } from "../reassembled";
import { TextBuilder } from "./tracedText";

/** What a chunk says about one tool call. */
export interface CallPart {
  /** The provider's index of the call; if undefined, another `id` starts a new call, and anything else extends the last one. */
  readonly index?: number | undefined;
  /** The call is complete but has no index: it starts a new one even without an id. */
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

  get id(): string | undefined {
    return this.#id?.value;
  }

  add(chunk: number, part: CallPart): void {
    if (part.id) this.#id ??= { value: part.id, chunk };
    if (part.name) this.#name ??= { value: part.name, chunk };
    if (part.arguments !== undefined) this.#arguments.add(chunk, part.arguments);
  }

  build(): ToolCall {
    return { index: this.index, id: this.#id, name: this.#name, arguments: this.#arguments.build() };
  }
}

class ChoiceBuilder {
  role: string | null = null;
  content: TextBuilder | undefined;
  reasoning: TextBuilder | undefined;
  refusal: TextBuilder | undefined;
  finishReason: Traced<string> | null = null;
  readonly annotations: Annotation[] = [];
  readonly logprobs: TokenLogprob[] = [];
  #items: Map<string | number | symbol, AnswerItem> | undefined;
  #calls: Map<number, CallBuilder> | undefined;
  #lastCall = -1;
  constructor(readonly index: number) {}

  addCall(chunk: number, part: CallPart): void {
    const calls = (this.#calls ??= new Map<number, CallBuilder>());
    const begins = part.begins === true || (part.id !== undefined && part.id !== calls.get(this.#lastCall)?.id);
    const index = part.index ?? (begins ? this.#lastCall + 1 : Math.max(this.#lastCall, 0));
    this.#lastCall = Math.max(this.#lastCall, index);
    let call = calls.get(index);
    if (call === undefined) calls.set(index, (call = new CallBuilder(index)));
    call.add(chunk, part);
  }

  addItem(chunk: number, { key, type, value, join }: ItemPart): void {
    const items = (this.#items ??= new Map<string | number | symbol, AnswerItem>());
    const before = join && key !== undefined ? items.get(key) : undefined;
    items.set(key ?? Symbol(), { type, value: before === undefined ? value : join?.(before.value, value), chunk });
  }

  build(): Choice {
    return {
      index: this.index,
      role: this.role,
      content: this.content?.build() ?? null,
      reasoning: this.reasoning?.build() ?? null,
      refusal: this.refusal?.build() ?? null,
      toolCalls: this.#calls === undefined ? [] : inOrder(this.#calls),
      annotations: this.annotations,
      items: this.#items === undefined ? [] : [...this.#items.values()],
      logprobs: this.logprobs,
      finishReason: this.finishReason,
    };
  }
}

/** The results of the builders, sorted by index. */
function inOrder<T extends { readonly index: number }>(builders: ReadonlyMap<number, { build(): T }>): T[] {
  return [...builders.values()].map((builder) => builder.build()).sort((a, b) => a.index - b.index);
}

/** Something in the answer that is neither text nor a call. A later part with the same `key` replaces the earlier one, unless `join` is given. */
export interface ItemPart {
  readonly key?: string | number;
  /** The provider's own name for it. */
  readonly type: string;
  readonly value: unknown;
  /** Combines this part with the one before, if it only adds to it. */
  readonly join?: (before: unknown, added: unknown) => unknown;
}

/**
 * What one choice of one chunk adds to the answer, in the same terms for every family. An empty text counts as sent, so the result is "" and not
 * null.
 */
export interface ChoicePart {
  readonly choice: number;
  readonly role?: string | undefined;
  readonly content?: string | undefined;
  readonly reasoning?: string | undefined;
  readonly refusal?: string | undefined;
  readonly calls?: readonly CallPart[] | undefined;
  readonly annotations?: readonly unknown[] | undefined;
  readonly items?: readonly ItemPart[] | undefined;
  readonly logprobs?: readonly Omit<TokenLogprob, "chunk">[] | undefined;
  readonly finishReason?: string | undefined;
}

/** Joins parts to choices, by choice index, in chunk order. */
export class Joiner {
  readonly #choices = new Map<number, ChoiceBuilder>();
  #last: ChoiceBuilder | undefined;

  add(chunk: number, part: ChoicePart): void {
    const choice = this.#last?.index === part.choice ? this.#last : this.#choice(part.choice);
    this.#last = choice;
    addPart(choice, chunk, part);
  }

  build(): Choice[] {
    return inOrder(this.#choices);
  }

  #choice(index: number): ChoiceBuilder {
    let choice = this.#choices.get(index);
    if (choice === undefined) this.#choices.set(index, (choice = new ChoiceBuilder(index)));
    return choice;
  }
}

function addPart(choice: ChoiceBuilder, chunk: number, part: ChoicePart): void {
  choice.role ??= part.role ?? null;
  if (part.content !== undefined) (choice.content ??= new TextBuilder()).add(chunk, part.content);
  if (part.reasoning !== undefined) (choice.reasoning ??= new TextBuilder()).add(chunk, part.reasoning);
  if (part.refusal !== undefined) (choice.refusal ??= new TextBuilder()).add(chunk, part.refusal);
  if (part.finishReason !== undefined) choice.finishReason = { value: part.finishReason, chunk };
  if (part.calls !== undefined) for (const call of part.calls) choice.addCall(chunk, call);
  if (part.annotations !== undefined) for (const value of part.annotations) choice.annotations.push({ value, chunk });
  if (part.items !== undefined) for (const item of part.items) choice.addItem(chunk, item);
  if (part.logprobs === undefined) return;
  for (const { token, logprob, top } of part.logprobs) choice.logprobs.push({ token, logprob, top, chunk });
}

/** What a chunk's parts add, as the most informative kind that applies; undefined if they add nothing. */
export function noteOf(parts: readonly ChoicePart[]): ChunkNote | undefined {
  for (const [kind, added] of notes) {
    let adds = "";
    for (const part of parts) adds += added(part) ?? "";
    if (adds !== "") return { kind, adds };
  }
  return undefined;
}

/** Most informative first. */
const notes: readonly (readonly [ChunkKind, (part: ChoicePart) => string | undefined])[] = [
  ["tool", ({ calls }) => calls?.map((call) => (call.name ?? "") + (call.arguments ?? "")).join("")],
  ["text", (part) => part.content],
  ["reasoning", (part) => part.reasoning],
  ["refusal", (part) => part.refusal],
  ["annotation", (part) => (part.annotations?.length ? "annotation" : undefined)],
  ["other", ({ items }) => items?.map((item) => item.type).join(" ")],
  ["finish", (part) => part.finishReason],
  ["role", (part) => part.role],
];
