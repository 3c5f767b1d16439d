/** Reads an interaction, whole or as events of either generation. */
import { isObject, listOf, objectOf, stringOf, type JsonObject } from "../json";
import type { JsonPath } from "../jsonPath";
import type { CallPart, ChoicePart } from "./assembly";
import { argumentsText } from "./arguments";
import { type AnswerReader, type Failed, type Spoken, type Told } from "./declared";
import { errorIn } from "./errorBody";
import { CallBuilder, type AnswerBuilder } from "./facts/builder";
import { InteractionOrder, stepOf } from "./geminiInteractionsOrder";
import { annotationsOf, outputPart, signature, summaryPart, usageOf } from "./geminiInteractionsParts";
import { jsonOf } from "./sse";

interface Block {
  /** Its index among all blocks that started. */
  readonly ordinal: number;
  readonly type: string;
  readonly value: JsonObject;
  /** A call that the client answers: its index among the calls, and its facts. */
  readonly call: { readonly index: number; readonly facts: CallBuilder } | undefined;
  /** The pieces of its arguments so far. */
  json: string;
}

/** A place, and where to report facts. */
interface At {
  readonly said: Spoken;
  readonly place: JsonPath;
  readonly facts: AnswerBuilder;
}

export class InteractionsReader implements AnswerReader {
  readonly #order = new InteractionOrder();
  readonly #open = new Map<unknown, Block>();
  #blocks = 0;
  #calls = 0;
  #answered = false;
  #ended = false;
  /** Whether the events have the names of the second generation. */
  #isSecond = false;
  #hasEvents = false;

  tell(said: Spoken, facts: AnswerBuilder): Told {
    const { data, chunk } = said;
    const type = typeOf(said);
    const choice = facts.choice(0);
    const isWhole = data.object === "interaction" && data.event_type === undefined;
    choice.seen(chunk, () => (isWhole ? { path: said.at("status") } : { path: said.at(), part: "key" }));
    if (isWhole) return this.#whole(data, true, { said, place: [], facts });
    this.#hasEvents = true;
    this.#isSecond ||= type.startsWith("step.") || type === "interaction.created";
    const goesOn = objectOf(data.interaction).status === "requires_continuation";
    this.#order.tell(said, type, facts, goesOn);
    switch (stepOf(type)) {
      case "open": {
        const key = type === "step.start" ? "step" : "content";
        choice.content(chunk, type, () => ({ path: said.at(), part: "key" }));
        return this.#parts(this.#begin(data.index, objectOf(data[key]), { said, place: [key], facts }));
      }
      case "fill": {
        choice.content(chunk, type, () => ({ path: said.at(), part: "key" }));
        const parts = this.#delta(data.index, objectOf(data.delta), { said, place: ["delta"], facts });
        return { ...this.#parts(parts), usage: usageOf(["metadata", "total_usage"], said) };
      }
      case "close":
        return this.#parts(this.#end(data.index));
      case "end":
        this.#ended = said.ended;
        return this.#whole(objectOf(data.interaction), true, { said, place: ["interaction"], facts });
      default:
        if (type === "error") return { failed: this.#failure(said) };
        return { ...this.#whole(objectOf(data.interaction), false, { said, place: ["interaction"], facts }) };
    }
  }

  finish(last: Spoken, facts: AnswerBuilder): void {
    if (!this.#hasEvents) return;
    const name = this.#isSecond ? "interaction.completed" : "interaction.complete";
    facts.ending = { name, came: this.#ended, last: { path: last.at(), part: "key", chunk: last.chunk } };
  }

  #failure(said: Spoken): Failed {
    this.#ended = true;
    const error = errorIn(said.data.error) ?? { type: null, message: "", status: null };
    return { error, what: `the stream ends with an error (${error.message || "no message"})`, place: { path: said.at() } };
  }

  #parts(parts: readonly ChoicePart[]): Told {
    if (parts.length > 0) this.#answered = true;
    return { parts };
  }

  /** A whole interaction; the last one of a stream repeats nothing that came before, or all of it. */
  #whole(interaction: JsonObject, over: boolean, at: At): Told {
    const { said, place, facts } = at;
    const parts = this.#answered ? [] : lists.flatMap((list) => this.#outputs(interaction, list, at));
    const status = over ? stringOf(interaction.status) : undefined;
    if (over) facts.choice(0).finished(status ?? "completed", () => said.at(...place, "status"), said.chunk);
    const role = stringOf(interaction.role);
    const ends = role === undefined && status === undefined ? [] : [{ choice: 0, role, finishReason: status }];
    return {
      parts: [...ends.map(({ choice, role: said }) => ({ choice, role: said })), ...parts, ...ends],
      model: stringOf(interaction.model),
      usage: usageOf([...place, "usage"], said),
      failed: failureIn(interaction, at),
    };
  }

  #outputs(interaction: JsonObject, list: string, { said, place, facts }: At): ChoicePart[] {
    return listOf(interaction[list]).flatMap((output, index) => {
      if (!isObject(output)) return [];
      const key = Symbol();
      return [...this.#begin(key, output, { said, place: [...place, list, index], facts }), ...this.#end(key)];
    });
  }

  #begin(index: unknown, value: JsonObject, at: At): ChoicePart[] {
    const type = stringOf(value.type) ?? "";
    const block = this.#beginBlock(index, type, value, at);
    switch (type) {
      case "text":
        return [{ choice: 0, content: stringOf(value.text), annotations: annotationsOf(value) }];
      case "model_output":
        return listOf(value.content).filter(isObject).map(outputPart);
      case "thought":
        return [...listOf(value.summary).filter(isObject).map(summaryPart), ...signature(value.signature)];
      case "function_call":
        return callPart(block, value, at);
      case "user_input":
        return [];
      default:
        return [{ choice: 0, items: [{ key: `block ${block.ordinal}`, type, value }] }];
    }
  }

  #beginBlock(index: unknown, type: string, value: JsonObject, { said, place, facts }: At): Block {
    const call =
      type === "function_call"
        ? { index: this.#calls++, facts: callFacts(facts, { path: said.at(...place), part: "key" as const }, said.chunk) }
        : undefined;
    const block: Block = { ordinal: this.#blocks++, type, value, call, json: "" };
    this.#open.set(index, block);
    return block;
  }

  #delta(index: unknown, delta: JsonObject, at: At): ChoicePart[] {
    switch (delta.type) {
      case "text":
        return [outputPart(delta)];
      case "thought":
      case "thought_summary":
        return [summaryPart(isObject(delta.content) ? delta.content : delta)];
      case "thought_signature":
        return signature(delta.signature);
      case "text_annotation":
      case "text_annotation_delta":
        return [{ choice: 0, annotations: annotationsOf(delta) }];
      case "arguments_delta":
        return this.#piece(index, delta.arguments, at);
      case "function_call":
        return this.#wholeCall(index, delta, at);
      default:
        return [{ choice: 0, items: [{ type: stringOf(delta.type) ?? "", value: delta }] }];
    }
  }

  /** In the first generation, a delta contains a whole call. */
  #wholeCall(index: unknown, delta: JsonObject, at: At): ChoicePart[] {
    const known = this.#open.get(index);
    const block = known ?? this.#beginBlock(index, "function_call", delta, at);
    if (block.call === undefined) return [];
    const said = callPart(block, delta, at);
    const { arguments: args } = delta;
    if (args === undefined || args === null) return said;
    block.json += argumentsText(args);
    return [...said, { choice: 0, calls: [{ index: block.call.index, arguments: argumentsText(args) }] }];
  }

  /** A piece of the JSON in a block; if the block is unknown it starts a call, because nothing else is sent that way. */
  #piece(index: unknown, args: unknown, at: At): ChoicePart[] {
    if (args === undefined || args === null) return [];
    const block = this.#open.get(index) ?? this.#beginBlock(index, "function_call", {}, at);
    const json = argumentsText(args);
    block.json += json;
    if (block.call === undefined) return [];
    block.call.facts.piece(args, () => at.said.at(...at.place, "arguments"), at.said.chunk);
    return [{ choice: 0, calls: [{ index: block.call.index, arguments: json }] }];
  }

  /** A block ends: a call without pieces keeps the arguments it started with. */
  #end(index: unknown): ChoicePart[] {
    const block = this.#open.get(index);
    if (block === undefined) return [];
    this.#open.delete(index);
    const { call, json, type, value, ordinal } = block;
    if (call !== undefined) {
      if (json === "") return [{ choice: 0, calls: [{ index: call.index, arguments: argumentsText(value.arguments) }] }];
      // The pieces are the arguments; others that the call started with are shown next to them.
      const began = argumentsText(value.arguments);
      return began === "{}" || began === json ? [] : [{ choice: 0, items: [{ key: `block ${ordinal}`, type, value }] }];
    }
    if (json === "") return [];
    return [{ choice: 0, items: [{ key: `block ${ordinal}`, type, value: { ...value, arguments: jsonOf(json) ?? json } }] }];
  }
}

const lists = ["outputs", "steps"];

function typeOf({ data, event }: Spoken): string {
  return stringOf(data.event_type) ?? event ?? (data.error === undefined || data.error === null ? "" : "error");
}

function callFacts(facts: AnswerBuilder, place: { path: JsonPath; part: "key" }, chunk: number): CallBuilder {
  const choice = facts.choice(0);
  const call = new CallBuilder(place, chunk, choice.callCount, false);
  choice.call(choice.callCount, () => call);
  return call;
}

/** Id, name and whole arguments of a call; an empty object only announces pieces. */
function callPart({ call }: Block, value: JsonObject, { said, place }: At): ChoicePart[] {
  if (call === undefined) return [];
  const { chunk } = said;
  const path = (name: string) => () => said.at(...place, name);
  call.facts.name(value.name, path("name"), chunk);
  const { arguments: args } = value;
  const isEmpty = isObject(args) && Object.keys(args).length === 0;
  if (typeof args === "string") call.facts.piece(args, path("arguments"), chunk);
  else if (args !== undefined && args !== null && !isEmpty) call.facts.input(args, path("arguments"), chunk);
  const part: CallPart = { index: call.index, id: stringOf(value.id), name: stringOf(value.name) };
  return [{ choice: 0, calls: [part] }];
}

/** An error of the interaction, or of a step in the model's output. */
function failureIn(interaction: JsonObject, { said, place }: At): Failed | undefined {
  const [first] = listOf(interaction.errors);
  const at = listOf(interaction.steps).findIndex((step) => isObject(objectOf(step).error));
  const value = first ?? objectOf(listOf(interaction.steps)[at]).error;
  const error = errorIn(value);
  if (error === undefined) return undefined;
  const path = said.at(...place, ...(first === undefined ? ["steps", at, "error"] : ["errors", 0]));
  return { error, what: `the interaction failed (${error.message || "no message"})`, place: { path } };
}
