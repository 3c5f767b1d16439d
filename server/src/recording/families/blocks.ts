/** Blocks of an answer that begin, grow and end by index, as Anthropic and Gemini interactions send them. */
import { compactJson, type JsonObject } from "../json";
import type { ChoicePart, ItemPart } from "./assembly";
import { jsonOf } from "./sse";

interface OpenBlock {
  readonly type: string;
  readonly value: JsonObject;
  /** The count of this call among the calls; undefined for what the client does not answer. */
  readonly call: number | undefined;
  /** What was said of its arguments piece by piece. */
  json: string;
}

/** Remembers the blocks of one answer, so that pieces of a call reach their call and hosted tools are shown whole. */
export class Blocks {
  readonly #open = new Map<unknown, OpenBlock>();
  #calls = 0;

  typeOf(index: unknown): string | undefined {
    return this.#open.get(index)?.type;
  }

  /** A block begins: a call the client answers, or something else that is kept whole. */
  begin(index: unknown, type: string, value: JsonObject, isCall: boolean): void {
    this.#open.set(index, { type, value, call: isCall ? this.#calls++ : undefined, json: "" });
  }

  /** A piece of the JSON in a block; one of no known block begins a call, as nothing else is sent that way. */
  addJson(index: unknown, json: string): ChoicePart | undefined {
    if (!this.#open.has(index)) this.begin(index, "", {}, true);
    const block = this.#open.get(index);
    if (block === undefined) return undefined;
    block.json += json;
    return block.call === undefined ? undefined : { choice: 0, calls: [{ index: block.call, arguments: json }] };
  }

  /** Part of a call that is no piece of its JSON. */
  callPart(index: unknown, id: string | undefined, name: string | undefined): ChoicePart | undefined {
    const call = this.#open.get(index)?.call;
    return call === undefined ? undefined : { choice: 0, calls: [{ index: call, id, name }] };
  }

  /** A block ends: a call that came without pieces has the arguments it began with, `property` of the block. */
  end(index: unknown, property: "input" | "arguments"): ChoicePart | undefined {
    const block = this.#open.get(index);
    if (block === undefined) return undefined;
    this.#open.delete(index);
    const began = block.value[property];
    if (block.call === undefined) {
      if (block.json === "") return undefined;
      return { choice: 0, items: [itemOf(index, block.type, { ...block.value, [property]: jsonOf(block.json) ?? block.json })] };
    }
    return block.json === "" ? { choice: 0, calls: [{ index: block.call, arguments: argumentsText(began) }] } : undefined;
  }
}

/** An item that later parts of the same block replace. */
export function itemOf(index: unknown, type: string, value: unknown): ItemPart {
  return typeof index === "number" ? { key: `block ${index}`, type, value } : { type, value };
}

/** Arguments as JSON text, which is how a client gets them elsewhere: what came as a text stays as it is. */
export function argumentsText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "{}" : compactJson(value, Infinity);
}
