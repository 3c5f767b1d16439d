/**
 * Where OpenAI's clients raise an error on events of a response stream. Both track items by `output_index` and take their final response from
 * `response.completed`. openai-node checks every event (openaiResponsesNode.ts), openai-python those of items, text and arguments.
 */
import { isObject, listOf, nameValue, stringOf, withArticle, type JsonObject } from "../json";
import type { StreamEvent } from "./facts/events";
import { eventKinds, indexFields, type EventKind } from "./openaiResponsesEvents";

/** Why a client raises. */
export interface Refusal {
  /** The reason, to follow "Chunk 3 ": "begins item 0 a second time". */
  readonly why: string;
  /** Something that should have come before; a broken chunk may have been it. */
  readonly lacksEarlier: boolean;
}

export const wrong = (why: string): Refusal => ({ why, lacksEarlier: false });
export const lacks = (why: string): Refusal => ({ why, lacksEarlier: true });

/** Calls that a client answers by `call_id`, which identifies them. */
export const routed = new Set(["function_call", "custom_tool_call", "shell_call", "shell_call_output"]);
/** Types of items whose own id the provider may leave out. */
export const mayLackId = new Set(["function_call", "custom_tool_call"]);

/** What a client remembers of an item: its identity, and the types of its parts. */
export interface Remembered {
  readonly value: JsonObject;
  /** undefined if it is not a list. */
  readonly content: string[] | undefined;
  readonly summary: string[] | undefined;
  readonly annotations: number[];
}

const typesIn = (list: unknown): string[] | undefined =>
  Array.isArray(list) ? list.map((part) => (isObject(part) ? (stringOf(part.type) ?? "") : "")) : undefined;

export function remember(value: JsonObject): Remembered {
  const parts = listOf(value.content);
  const annotations = parts.map((part) => (isObject(part) ? listOf(part.annotations).length : 0));
  // Reasoning without content gets some with its first part.
  const content = typesIn(value.content) ?? (value.type === "reasoning" ? [] : undefined);
  return { value, content, summary: typesIn(value.summary), annotations };
}

export const identityOf = ({ type, id, call_id: call }: JsonObject): string =>
  JSON.stringify([type, routed.has(String(type)) ? null : (id ?? null), call ?? null]);

/** A client that has not raised yet: what it knows about the response so far. */
export abstract class Client {
  /** By `output_index`. */
  protected readonly items = new Map<unknown, Remembered>();
  protected readonly done = new Map<unknown, JsonObject>();
  /** The `output_index` of each item, by its identity. */
  protected readonly places = new Map<string, unknown>();
  /** Identities of the items that are not done yet. */
  readonly #unfinished = new Map<unknown, string>();
  #id: unknown;
  #begun = false;

  /** Why the client raises at this event; undefined if it goes on. */
  follow(event: StreamEvent): Refusal | undefined {
    const { type, data } = event;
    const response = isLifecycle(type) ? data.response : undefined;
    if (!this.#begun) {
      if (type !== "response.created") return lacks(`is ${withArticle(type)} and no \`response.created\` came before it`);
      this.#begun = true;
      if (!isObject(response)) return undefined;
      this.#id = response.id;
      for (const [at, item] of listOf(response.output).entries()) if (isObject(item)) this.put(at, item);
      return this.sees(response, type);
    }
    if (!isLifecycle(type)) return this.about(event, eventKinds.get(type.slice("response.".length)));
    if (!isObject(response)) return undefined;
    if (response.id !== this.#id) return wrong(`has the id of another response than the \`response.created\` that began it`);
    return (type === "response.completed" ? this.#completed(response) : undefined) ?? this.sees(response, type);
  }

  /** Items that were not done must be in the final output, and all items in it must be the same as before. */
  #completed(response: JsonObject): Refusal | undefined {
    const listed = new Map(
      listOf(response.output)
        .filter(isObject)
        .map((item) => [identityOf(item), item]),
    );
    for (const [at, identity] of this.#unfinished)
      if (!listed.has(identity))
        return lacks(`completes the response and item ${String(at)} is neither done nor in its \`output\``);
    for (const [identity, item] of listed) {
      const at = this.places.get(identity);
      const before = this.done.get(at) ?? this.items.get(at)?.value;
      const refusal = before && changed(at, before, item);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  /** Sets the current state of an item. */
  protected put(index: unknown, item: JsonObject): void {
    const identity = identityOf(item);
    this.items.set(index, remember(item));
    this.places.set(identity, index);
    if (!this.done.has(index)) this.#unfinished.set(index, identity);
  }

  /** Marks an item as done. */
  protected finish(index: unknown, item: JsonObject): void {
    this.done.set(index, item);
    this.places.set(identityOf(item), index);
    this.#unfinished.delete(index);
  }

  /** Handles a whole response in an event of this type. */
  protected abstract sees(response: JsonObject, type: string): Refusal | undefined;
  /** Handles an event about an item, or of unknown type. */
  protected abstract about(event: StreamEvent, kind: EventKind | undefined): Refusal | undefined;

  protected begin(index: unknown, item: JsonObject): Refusal | undefined {
    if (this.items.has(index)) return wrong(`begins item ${String(index)} a second time`);
    this.put(index, item);
    return undefined;
  }

  protected unknown({ type }: StreamEvent, index: unknown): Refusal {
    return lacks(`is ${withArticle(type)} of item ${nameIndex(index)}, which no \`response.output_item.added\` began`);
  }
}

const lifecycle = new Set(
  ["created", "queued", "in_progress", "completed", "failed", "incomplete"].map((name) => `response.${name}`),
);
export const isLifecycle = (type: string): boolean => lifecycle.has(type);
export const nameIndex = (index: unknown): string =>
  index === undefined ? "(no index)" : typeof index === "number" ? String(index) : nameValue(index);

/** openai-python: ignores all events but those of items, text and arguments. */
export class PythonClient extends Client {
  readonly #doneAt = new Map<string, unknown>();

  protected sees(): undefined {
    return undefined;
  }

  protected about(event: StreamEvent, kind: EventKind | undefined): Refusal | undefined {
    const { type, data } = event;
    const index = data.output_index ?? null;
    if (kind?.step === "added") return isObject(data.item) ? this.begin(index, data.item) : undefined;
    const known = this.items.get(index);
    if (kind?.step === "done") return this.#done(index, known, data.item);
    if (!looks.has(type)) return undefined;
    if (known === undefined) return this.unknown(event, index);
    if (kind?.ofPart === "added") {
      if (known.value.type !== "message" || !isObject(data.part)) return undefined;
      if (known.content === undefined) return noList(event, "content");
      known.content.push(stringOf(data.part.type) ?? "");
      return undefined;
    }
    return wrongItem(event, kind, known) ?? (kind?.list === "content" ? wrongPart(event, kind, known, true) : undefined);
  }

  #done(index: unknown, known: Remembered | undefined, item: unknown): Refusal | undefined {
    if (!isObject(item)) return undefined;
    const identity = identityOf(item);
    const before = this.done.get(index);
    const at = this.#doneAt.get(identity);
    if (before !== undefined) this.#doneAt.delete(identityOf(before));
    this.#doneAt.set(identity, index);
    this.finish(index, item);
    const refusal = known && changed(index, known.value, item);
    if (refusal !== undefined || at === undefined || at === index) return refusal;
    return wrong(`ends item ${nameIndex(index)}, which is item ${nameIndex(at)} once more`);
  }
}

/** The events that openai-python reads besides those of items. */
const looks = new Set(
  ["content_part.added", "output_text.delta", "output_text.done", "function_call_arguments.delta"].map(
    (name) => `response.${name}`,
  ),
);

/** An item that is done must be the one that started. */
export function changed(index: unknown, before: JsonObject, item: JsonObject): Refusal | undefined {
  const field =
    before.type !== item.type
      ? "type"
      : routed.has(String(item.type)) && (before.call_id ?? null) !== (item.call_id ?? null)
        ? "call_id"
        : (before.id ?? null) !== (item.id ?? null) && !(mayLackId.has(String(item.type)) && (before.id ?? null) === null)
          ? "id"
          : undefined;
  return field === undefined ? undefined : wrong(`ends item ${nameIndex(index)} with another \`${field}\` than it began with`);
}

export function wrongItem({ data, type }: StreamEvent, kind: EventKind | undefined, known: Remembered): Refusal | undefined {
  const byPart = isObject(data.part) && data.part.type === "reasoning_text" ? "reasoning" : "message";
  const expected = kind?.item ?? (kind?.ofPart === undefined ? undefined : byPart);
  if (expected === undefined || known.value.type === expected) return undefined;
  return wrong(`is ${withArticle(type)} and item ${nameIndex(data.output_index)} is ${withArticle(String(known.value.type))}`);
}

/** `fromEnd`: Python's lists accept negative indices. */
export function wrongPart(
  { data, type }: StreamEvent,
  kind: EventKind,
  known: Remembered,
  fromEnd: boolean,
): Refusal | undefined {
  const parts = known[kind.list ?? "content"] ?? [];
  const index = data[indexFields[kind.list ?? "content"]];
  const part = !Number.isInteger(index) ? undefined : fromEnd ? parts.at(index as number) : parts[index as number];
  const place = `part ${nameIndex(index)} of item ${nameIndex(data.output_index)}`;
  if (part === undefined) return lacks(`is ${withArticle(type)} of ${place}, which never began`);
  if (kind.part === undefined || part === kind.part) return undefined;
  return wrong(`is ${withArticle(type)} and ${place} is ${withArticle(part)}`);
}

export const noList = ({ type, data }: StreamEvent, list: string): Refusal =>
  wrong(`is ${withArticle(type)} of item ${nameIndex(data.output_index)}, whose \`${list}\` is not a list`);
