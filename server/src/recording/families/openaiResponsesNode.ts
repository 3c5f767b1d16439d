/** Where openai-node raises: every event has to fit the item and the part that it names. */
import { isObject, listOf, stringOf, type JsonObject } from "../json";
import type { StreamEvent } from "./facts/events";
import {
  changed,
  Client,
  identityOf,
  isLifecycle,
  lacks,
  mayLackId,
  nameIndex,
  noList,
  routed,
  wrong,
  wrongItem,
  wrongPart,
  type Refusal,
  type Remembered,
} from "./openaiResponsesClients";
import { eventKinds, indexFields, spokenFields, type EventKind } from "./openaiResponsesEvents";

export class NodeClient extends Client {
  readonly #ids = new Map<string, unknown>();

  protected sees(response: JsonObject, type: string): Refusal | undefined {
    const keys = new Set<string>();
    const isEnd = type === "response.completed";
    const taken = new Set<unknown>();
    for (const [position, item] of listOf(response.output).entries()) {
      if (!isObject(item)) continue;
      for (const key of keysOf(item)) {
        if (keys.has(key)) return lacksId(item) ?? wrong(`lists two items with one id in its \`output\``);
        keys.add(key);
        if (!this.#ids.has(key)) this.#ids.set(key, undefined);
      }
      const refusal = lacksId(item) ?? this.#listed(position, item, isEnd, taken);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  /** Takes an item as listed. Only the end of the response may list a different one in its place. */
  #listed(position: number, item: JsonObject, isEnd: boolean, taken: Set<unknown>): Refusal | undefined {
    const place = this.places.get(identityOf(item));
    // An item that only the end lists is not a place for later events.
    if (place === undefined && isEnd) return undefined;
    const at = place ?? position;
    const before = this.items.get(at);
    if (!isEnd && (taken.has(at) || (before !== undefined && identityOf(before.value) !== identityOf(item))))
      return wrong(`lists another item in its \`output\` than item ${nameIndex(at)}, which came before`);
    taken.add(at);
    this.put(at, item);
    return before && changed(at, before.value, item);
  }

  protected about(event: StreamEvent, kind: EventKind | undefined): Refusal | undefined {
    const { data } = event;
    // Unknown events are reported separately, and audio is not about an item.
    if (kind === undefined || kind.strange === true) {
      this.#pass(data, kind);
      return undefined;
    }
    const index = data.output_index;
    if (kind.step === "added" && !isObject(data.item)) return undefined;
    if (!Number.isSafeInteger(index) || (index as number) < 0)
      return wrong(`has ${nameIndex(index)} as \`output_index\` instead of a position`);
    if (kind.step === "added" && isObject(data.item)) return this.#added(index, data.item);
    const known = this.items.get(index);
    if (known === undefined) return this.unknown(event, index);
    if (kind.step === "done") return this.#done(index, known, data.item);
    return wrongId(event, kind, known) ?? wrongItem(event, kind, known) ?? this.#part(event, kind, known);
  }

  /** A part that a server starts with its own event exists for later events. */
  #pass({ output_index: index, part }: JsonObject, kind: EventKind | undefined): void {
    if (kind?.ofPart === "added" && isObject(part)) this.items.get(index)?.content?.push(stringOf(part.type) ?? "");
  }

  #added(index: unknown, item: JsonObject): Refusal | undefined {
    const twice = this.begin(index, item) ?? lacksId(item);
    if (twice !== undefined) return twice;
    for (const key of keysOf(item)) {
      const other = this.#ids.get(key);
      if (other !== undefined) return wrong(`begins item ${String(index)} with the id of item ${nameIndex(other)}`);
      if (this.#ids.has(key))
        return wrong(`begins item ${String(index)}, which the \`output\` of an earlier chunk lists already`);
      this.#ids.set(key, index);
    }
    return undefined;
  }

  #done(index: unknown, known: Remembered, item: unknown): Refusal | undefined {
    if (!isObject(item)) return undefined;
    this.put(index, item);
    this.finish(index, item);
    return changed(index, known.value, item) ?? lacksId(item);
  }

  #part(event: StreamEvent, kind: EventKind, known: Remembered): Refusal | undefined {
    if (kind.list === undefined) return undefined;
    const { data } = event;
    const [parts, index] = [known[kind.list], data[indexFields[kind.list]]];
    const type = isObject(data.part) ? (stringOf(data.part.type) ?? "") : "";
    if (parts === undefined) return noList(event, kind.list);
    if (kind.ofPart === "added") {
      if (index !== parts.length)
        return wrong(
          `begins part ${nameIndex(index)} of item ${nameIndex(data.output_index)}, where part ${parts.length} would be the next`,
        );
      parts.push(type);
      known.annotations.push(isObject(data.part) ? listOf(data.part.annotations).length : 0);
      return undefined;
    }
    const refusal = wrongPart(event, kind, known, false);
    if (refusal !== undefined) return refusal;
    if (kind.ofPart === "done") parts[index as number] = type;
    return event.type.endsWith(".annotation.added") ? wrongAnnotation(event, known, index as number) : undefined;
  }
}

function keysOf({ type, id, call_id: call }: JsonObject): string[] {
  return [
    ...(typeof id === "string" ? [`id ${id}`] : []),
    ...(routed.has(String(type)) ? [`${String(type)} ${String(call)}`] : []),
  ];
}

function lacksId(item: JsonObject): Refusal | undefined {
  const { type, id, call_id: call } = item;
  if (typeof type !== "string") return undefined;
  const needsNoId = mayLackId.has(type) && !Object.hasOwn(item, "id");
  if (!needsNoId && (typeof id !== "string" || (id === "" && type !== "computer_call")))
    return wrong(`has an item of type \`${type}\` without an \`id\``);
  // A call of a client's tool without `call_id` is reported by another rule.
  if (routed.has(type) && !mayLackId.has(type) && (typeof call !== "string" || call === ""))
    return wrong(`has an item of type \`${type}\` without a \`call_id\``);
  return undefined;
}

function wrongId({ data, type }: StreamEvent, kind: EventKind, known: Remembered): Refusal | undefined {
  if (kind.lacksId === true) return undefined;
  const id = data.item_id;
  if (typeof id !== "string" || id === "") return wrong(`is a \`${type}\` without an \`item_id\``);
  if (id === known.value.id) return undefined;
  return wrong(`is a \`${type}\` whose \`item_id\` is not the id of item ${nameIndex(data.output_index)}`);
}

function wrongAnnotation({ data, type }: StreamEvent, known: Remembered, part: number): Refusal | undefined {
  const [index, count] = [data.annotation_index, known.annotations[part] ?? 0];
  if (!Number.isInteger(index) || (index as number) < 0 || (index as number) > count)
    return lacks(`is a \`${type}\` with ${nameIndex(index)} as \`annotation_index\`, where ${count} would be the next`);
  known.annotations[part] = Math.max(count, (index as number) + 1);
  return undefined;
}

/** Whether openai-node knows an event; it raises for others. */
export function isKnownToNode({ type }: StreamEvent): boolean {
  const name = type.replace(/^response\./, "");
  const kind = eventKinds.get(name);
  return kind !== undefined
    ? kind.strange !== true
    : isLifecycle(type) || spokenFields.has(name) || type === "keepalive" || type === "error";
}
