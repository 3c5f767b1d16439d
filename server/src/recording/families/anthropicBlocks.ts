/** The blocks of a message as Anthropic's clients list them, and the events that start, extend and end them. */
import type { JsonPath } from "../document";
import { isObject, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import type { AlsoSaid } from "../reassembled";
import { Block } from "./anthropicBlock";
import { grows, isKnownBlock, isKnownDelta } from "./anthropicKinds";
import type { Told, Transitions } from "./anthropicTransitions";
import type { ChoicePart } from "./assembly";
import { CallBuilder, type ChoiceBuilder } from "./facts/builder";
import { jsonOf } from "./sse";

export class Blocks {
  /** In the order in which they started: the clients' list. */
  readonly #list: Block[] = [];
  /** The last block that started with each `index`. */
  readonly #byIndex = new Map<number, Block>();
  /** Blocks for deltas that belong to none that started: clients drop them, but they are shown. */
  readonly #implied = new Map<string, Block>();

  constructor(
    readonly choice: ChoiceBuilder,
    readonly transitions: Transitions,
  ) {}

  get all(): readonly Block[] {
    if (this.#implied.size === 0) return this.#list;
    return [...this.#list, ...this.#implied.values()].sort((one, other) => one.start.chunk - other.start.chunk);
  }

  /** Arguments with which a block started and that deltas replaced. */
  superseded(): AlsoSaid[] {
    return this.#list.flatMap(({ value: { input }, hasInput, json, start: { chunk } }) =>
      hasInput && json.text !== "" ? [{ path: ["content_block", "input"], value: input, chunk, times: 1 }] : [],
    );
  }

  begin(value: JsonObject, index: unknown, told: Told): ChoicePart {
    const block = this.#made(value, told);
    this.#list.push(block);
    const declared = numberOf(index);
    if (declared !== undefined) this.#byIndex.set(declared, block);
    return block.begun();
  }

  /** undefined for a delta that no client adds to a block. */
  grow(data: JsonObject, event: Told): ChoicePart | undefined {
    const delta = objectOf(data.delta);
    const kind = stringOf(delta.type) ?? "";
    const index = placeOf(data.index);
    if (index === undefined || !isKnownDelta(kind)) return undefined;
    const told = { ...event, what: kind };
    const block = this.#find(index, told, saysNothing(delta));
    if (block === undefined || !this.#takes(block, told)) return undefined;
    if (block.closed !== undefined) this.transitions.report("closed", { event: told, before: block.closed }, index);
    this.#judge(block, delta, told);
    if (kind === "input_json_delta") block.call?.piece(delta.partial_json, () => event.path, event.chunk);
    return block.grow(delta, event.chunk);
  }

  end(data: JsonObject, event: Told): void {
    const index = placeOf(data.index);
    if (index === undefined) return;
    const block = this.#list.at(index);
    const before = this.#byIndex.get(index)?.start;
    if (block !== undefined) block.closed ??= event;
    else if (!this.transitions.hasTold(["noBlock", "noBlockYet"], index))
      this.transitions.report("noBlockToStop", { event, index, count: this.#list.length, before }, index);
  }

  /** Called at the end of the message. */
  judge(): void {
    const open = this.#list.find((block) => block.closed === undefined);
    if (open !== undefined) this.transitions.report("neverClosed", { event: open.start });
    for (const block of this.#list) {
      if (block.emptied !== undefined && block.json.text === "")
        this.transitions.report("emptyPiece", { event: block.emptied, before: block.start }, block.start.chunk);
      if (block.type !== "tool_use" && block.json.text !== "" && jsonOf(block.json.text) === undefined)
        this.transitions.report("brokenInput", { event: block.start }, block.start.chunk);
    }
  }

  closeAll(event: Told): void {
    for (const block of this.#list) block.closed ??= event;
  }

  /** The block to which clients add a delta; if none is in its place, the one that started with its index. */
  #find(index: number, event: Told, isEmpty: boolean): Block | undefined {
    const kind = event.what;
    const own = this.#byIndex.get(index);
    const count = this.#list.length;
    const block = this.#list.at(index);
    const circumstances = { event, index, count, before: own?.start, other: block?.start };
    if (block === undefined) {
      this.transitions.report(count === 0 ? "noBlockYet" : "noBlock", circumstances, index);
      return own ?? this.#imply(index, event);
    }
    if (index < 0) {
      if (!isEmpty) this.transitions.report("countedFromTheEnd", circumstances, index);
    } else if (own !== undefined && own !== block && grows(own.type, kind) && grows(block.type, kind)) {
      this.transitions.report(kind === "input_json_delta" ? "otherBlock" : "otherText", circumstances, index);
    }
    return block;
  }

  #takes(block: Block, event: Told): boolean {
    if (grows(block.type, event.what)) return true;
    const name = isKnownBlock(block.type) ? "unfit" : "unknownBlock";
    this.transitions.report(name, { event, before: block.start }, `${block.start.chunk} ${event.what}`);
    return false;
  }

  /** Reports problems that clients have with a delta that fits. */
  #judge(block: Block, { type, partial_json }: JsonObject, event: Told): void {
    const { value, start, hasInput } = block;
    if (type === "text_delta" && missing(value.text)) this.transitions.report("noText", { event, before: start }, start.chunk);
    if (type === "thinking_delta" && missing(value.thinking))
      this.transitions.report("noThinking", { event, before: start }, start.chunk);
    if (type === "citations_delta" && value.citations && !Array.isArray(value.citations))
      this.transitions.report("citationsOfNoList", { event, before: start }, start.chunk);
    if (type === "input_json_delta" && partial_json === "" && hasInput) block.emptied ??= event;
  }

  #imply(index: number, event: Told): Block | undefined {
    const type = impliedBy[event.what];
    if (type === undefined) return undefined;
    const key = `${index} ${type}`;
    let block = this.#implied.get(key);
    if (block === undefined) this.#implied.set(key, (block = this.#made({ type, text: "", thinking: "" }, event)));
    return block;
  }

  #made(value: JsonObject, told: Told): Block {
    const start = { ...told, what: stringOf(value.type) ?? "" };
    return new Block(value, start, start.what === "tool_use" ? this.#callOf(value, start) : undefined);
  }

  #callOf(value: JsonObject, { path, chunk }: Told): CallBuilder {
    const position = this.choice.callCount;
    const call = this.choice.call(position, () => new CallBuilder({ path, part: "key" }, chunk, position, true));
    const at = (key: string) => (): JsonPath => [...path, key];
    call.id(value.id, at("id"), chunk);
    call.name(value.name, at("name"), chunk);
    const { input } = value;
    const isEmpty = input === undefined || input === null || (isObject(input) && Object.keys(input).length === 0);
    if (!isEmpty) call.input(input, at("input"), chunk);
    return call;
  }
}

/** Whether a delta is empty, as many streams start a call with one. */
export function saysNothing({ text, thinking, partial_json }: JsonObject): boolean {
  return (text ?? thinking ?? partial_json) === "";
}

const missing = (value: unknown): boolean => value === undefined || value === null;

const impliedBy: Readonly<Record<string, string>> = {
  text_delta: "text",
  citations_delta: "text",
  thinking_delta: "thinking",
  input_json_delta: "tool_use",
};

/** An index as clients accept it: an integer, or a string with one. */
function placeOf(index: unknown): number | undefined {
  if (typeof index === "string" && /^-?\d{1,9}$/.test(index)) return Number(index);
  return Number.isInteger(index) ? (index as number) : undefined;
}
