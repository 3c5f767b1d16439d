/** The output of an OpenAI response as it grows: its items in order. */
import { isObject, numberOf, stringOf, type JsonObject } from "../json";
import { lazy } from "../lazy";
import type { AnswerItem, Choice, Traced } from "../reassembled";
import type { CallFacts } from "./facts/facts";
import { OutputItem, type Deny } from "./openaiResponsesItem";
import type { Saying } from "./openaiResponsesText";
import type { TextKind } from "./openaiResponsesKinds";
import { joinTexts } from "./tracedText";

/** An item, and the `output_index` at which it was sent. */
interface PlacedItem {
  readonly place: number;
  readonly item: OutputItem;
}

/** Items by identity; the first one of equals. */
class KnownItems {
  readonly byId = new Map<string, OutputItem>();
  readonly byType = new Map<string, OutputItem>();
  /** Items without a start, by the type that accepts their content. */
  readonly unbegun = new Map<string, OutputItem>();
  /** A place after all others. */
  next = 0;

  constructor(items: readonly PlacedItem[]) {
    for (const { place, item } of items) this.add(place, item.id, item.type, item);
  }

  add(place: number, id: string | undefined, type: string | undefined, item: OutputItem): void {
    if (id !== undefined && !this.byId.has(id)) this.byId.set(id, item);
    if (type !== undefined && !this.byType.has(type)) this.byType.set(type, item);
    if (item.supposed !== undefined && !this.unbegun.has(item.supposed)) this.unbegun.set(item.supposed, item);
    this.next = Math.max(this.next, place + 1);
  }
}

/** All items of a response. */
export class ResponseOutput {
  /** In the order in which they were sent. */
  readonly #all: PlacedItem[] = [];
  /** The last item at each place. */
  readonly #items = new Map<number, OutputItem>();
  #current: OutputItem | undefined;
  #next = 0;
  /** Audio outside of items, by field. */
  readonly #audio: Record<string, string> = {};
  #audioChunk = 0;
  /** The items that the end lists, in its order. */
  #listed: ReadonlySet<OutputItem> = new Set();
  finishReason: Traced<string> | null = null;

  constructor(readonly deny: Deny) {}

  get isEmpty(): boolean {
    return this.#all.length === 0;
  }

  /**
   * The item at an `output_index`, created if it is new, or if another one `begins` at the same index. Without an index, an event that starts an
   * item creates one, and any other event extends the last one.
   */
  at(index: unknown, begins: JsonObject | undefined): OutputItem {
    const at = numberOf(index);
    if (at === undefined || !Number.isInteger(at)) {
      if (begins === undefined && this.#current !== undefined) return this.#current;
      return this.at(this.#next, begins);
    }
    this.#next = Math.max(this.#next, at + 1);
    const there = this.#items.get(at);
    this.#current = there === undefined || there.isAnotherThan(begins) ? this.#put(at, new OutputItem(this.deny)) : there;
    return this.#current;
  }

  #put(place: number, item: OutputItem): OutputItem {
    this.#items.set(place, item);
    this.#all.push({ place, item });
    return item;
  }

  speak(chunk: number, field: "data" | "transcript", delta: string): void {
    this.#audio[field] = (this.#audio[field] ?? "") + delta;
    this.#audioChunk = chunk;
  }

  /**
   * Sets the whole output as the provider lists it; returns the text that this adds. Each entry is the item with its id, or else the one in its
   * place.
   */
  settle(said: Saying, output: readonly unknown[]): string {
    let added = "";
    const known = lazy(() => new KnownItems(this.#all));
    const listed = new Set<OutputItem>();
    for (const [place, value] of output.entries()) {
      if (!isObject(value)) continue;
      const item = this.#itemFor(place, value, known);
      listed.add(item);
      added += item.settle({ ...said, within: [...said.within, place] }, value);
    }
    this.#listed = listed;
    return added;
  }

  #itemFor(place: number, value: JsonObject, known: () => KnownItems): OutputItem {
    const id = stringOf(value.id);
    const there = this.#items.get(place);
    // Nearly always it is in its place; only otherwise are the others searched.
    if (id !== undefined && there?.id === id) return there;
    const same = id === undefined ? undefined : known().byId.get(id);
    const type = stringOf(value.type) ?? "";
    const item = same ?? (there?.type === value.type ? there : known()[id === undefined ? "byType" : "unbegun"].get(type));
    if (item !== undefined) return item;
    const made = new OutputItem(this.deny);
    const free = there === undefined ? place : known().next;
    known().add(free, id, stringOf(value.type), made);
    return this.#put(free, made);
  }

  /** Items that were sent but are not listed at the end. */
  get unlisted(): readonly OutputItem[] {
    return this.#inOrder().filter((item) => item.began !== undefined && !this.#listed.has(item));
  }

  /** Called at the end. */
  tellDenied(): void {
    for (const item of this.#inOrder()) item.tellDenied();
  }

  calls(): readonly CallFacts[] {
    return this.#inOrder()
      .filter((item) => item.isCall)
      .map((item, position) => item.callFacts(position));
  }

  /** A response is one choice; none if nothing was sent. */
  choices(): Choice[] {
    const items = this.#inOrder();
    const others = [...items.flatMap((item) => item.item() ?? []), ...this.#spoken()];
    if (items.length === 0 && others.length === 0 && this.finishReason === null) return [];
    const texts = (...kinds: readonly TextKind[]) => items.flatMap((item) => kinds.flatMap((kind) => item.texts(kind)));
    const content = texts("content");
    return [
      {
        index: 0,
        role: items.find((item) => item.role !== undefined)?.role ?? null,
        content: joinTexts(content.map(({ grown }) => grown)),
        reasoning: joinTexts(
          texts("summary", "reasoning").map(({ grown }) => grown),
          "\n\n",
        ),
        refusal: joinTexts(texts("refusal").map(({ grown }) => grown)),
        toolCalls: items.filter((item) => item.isCall).map((item, index) => item.call(index)),
        annotations: content.flatMap(({ annotations }) => annotations),
        items: others,
        logprobs: content.flatMap(({ logprobs }) => logprobs),
        finishReason: this.finishReason,
      },
    ];
  }

  #spoken(): AnswerItem[] {
    return Object.keys(this.#audio).length === 0 ? [] : [{ type: "audio", value: this.#audio, chunk: this.#audioChunk }];
  }

  /** In the order of the final list; items that are not in it by their index. */
  #inOrder(): readonly OutputItem[] {
    const items = [...this.#all].sort((one, other) => one.place - other.place).map(({ item }) => item);
    return this.#listed.size === 0 ? items : [...this.#listed, ...items.filter((item) => !this.#listed.has(item))];
  }
}
