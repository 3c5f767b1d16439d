/** Facts of chat completions and text completions, streamed or whole. */
import type { JsonPath } from "../../document";
import { isObject, listOf, nameValue, numberOf, objectOf, type JsonObject } from "../../json";
import type { ProviderError } from "../../reassembled";
import type { Spoken } from "../declared";
import { isNoCall } from "../openaiCalls";
import { AnswerBuilder, CallBuilder, type ChoiceBuilder, type PathMaker } from "./builder";
import type { AnswerFacts, OrderProblem, Place } from "./facts";
import { openaiUsage } from "./usage";

/** A choice, and the last place where it was seen. */
interface Seat {
  readonly facts: ChoiceBuilder;
  /** The first object with the choice, and the choice's path in it. */
  readonly first: Spoken;
  readonly firstAt: number;
  said: Spoken;
  at: number;
  /** The last role that was sent. */
  role: unknown;
}

/** Collects the facts of an answer while its chunks are read. Roles are checked in streams whose choices start with one. */
export class CompletionFacts {
  readonly #answer = new AnswerBuilder();
  readonly #seats = new Map<number, Seat>();
  #seat: Seat | undefined;

  constructor(
    readonly isStreaming: boolean,
    readonly hasRoles: boolean,
  ) {}

  choice(choice: JsonObject, at: number, said: Spoken): void {
    // Azure's asynchronous content filter, which is no part of the answer.
    if (choice.content_filter_offsets !== undefined && choice.delta === undefined) return;
    const index = Number.isInteger(choice.index) ? (choice.index as number) : at;
    const seat = this.#seat?.facts.index === index ? this.#seat : this.#seatOf(index, at, said);
    this.#seat = seat;
    seat.said = said;
    seat.at = at;
    readChoice(choice, seat);
  }

  counted(usage: unknown, said: Spoken): void {
    if (isObject(usage)) this.#answer.usage = openaiUsage(usage, () => said.at("usage"), said.chunk) ?? this.#answer.usage;
  }

  failed({ message }: ProviderError, path: JsonPath, said: Spoken): void {
    const where = this.isStreaming ? "the stream ends with" : "the answer holds";
    this.#answer.failed(`${where} an error (${message || "no message"})`, { path: said.at(...path) });
  }

  build(): AnswerFacts {
    for (const seat of this.#seats.values()) {
      seat.facts.seen(seat.said.chunk, () => placeOfFinish(seat));
      const problem = this.isStreaming && this.hasRoles ? roleProblem(seat) : undefined;
      if (problem !== undefined) this.#answer.order(problem);
    }
    return this.#answer.build();
  }

  #seatOf(index: number, at: number, said: Spoken): Seat {
    let seat = this.#seats.get(index);
    if (seat === undefined) {
      seat = { facts: this.#answer.choice(index), first: said, firstAt: at, said, at, role: undefined };
      this.#seats.set(index, seat);
      if (this.isStreaming && (index < 0 || index >= mostOfNode)) this.#answer.order(indexProblem(index, at, said));
    }
    return seat;
  }
}

/** openai-node accepts no more choices, and no more calls. */
const mostOfNode = 128;

function indexProblem(index: number, at: number, said: Spoken): OrderProblem {
  const message = `The index of a choice is ${index}, so openai-node raises an error and openai-python reads it as another choice.`;
  return { path: said.at("choices", at, "index"), chunk: said.chunk, severity: "error", message, lacksEarlier: false };
}

/** What openai-node requires of a choice's role: that there is one, and that it is the assistant's. */
function roleProblem({ facts, first, firstAt, role }: Seat): OrderProblem | undefined {
  // A role that is not a string is reported by the schema.
  if (role !== undefined && (role === "assistant" || facts.index > 0 || typeof role !== "string")) return undefined;
  const which = facts.index === 0 ? "the answer" : `choice ${facts.index}`;
  const what =
    role === undefined
      ? `No chunk gives ${which} a role, so openai-node raises an error and openai-python leaves the role out.`
      : `The role of ${which} is ${nameValue(role)} but should be "assistant", so openai-node raises an error.`;
  const at = { path: first.at("choices", firstAt, "delta"), part: "key" as const };
  return { ...at, chunk: first.chunk, severity: "warning", message: what, lacksEarlier: true };
}

function readChoice(choice: JsonObject, seat: Seat): void {
  const streamed = isObject(choice.delta);
  const message = objectOf(streamed ? choice.delta : choice.message);
  if (message.role) seat.role = message.role;
  const isPlain = !Array.isArray(message.tool_calls) && !isObject(message.function_call) && !choice.finish_reason;
  // A fast path: nearly every piece only adds some text.
  if (!isPlain || seat.facts.finish !== undefined) readTelling(choice, message, streamed, seat);
}

function readTelling(choice: JsonObject, message: JsonObject, streamed: boolean, { facts, said, at }: Seat): void {
  const { chunk } = said;
  const holder = streamed ? "delta" : "message";
  const path = (...steps: JsonPath): JsonPath => said.at("choices", at, ...steps);
  if (facts.finish !== undefined) lookForLateContent(facts, choice, message, chunk, () => path(holder));
  if (Array.isArray(message.tool_calls)) {
    for (const [position, call] of message.tool_calls.entries()) {
      const place = () => path(holder, "tool_calls", position);
      if (isObject(call)) readCall(facts, call, { path: place, chunk, position, streamed });
    }
  }
  if (isObject(message.function_call) && !isNoCall(message.function_call)) {
    readFunctionCall(facts, message.function_call, { path: () => path(holder, "function_call"), chunk, streamed });
  }
  if (choice.finish_reason) facts.finished(choice.finish_reason, () => path("finish_reason"), chunk);
}

function placeOfFinish({ said, at }: Seat): Place {
  const path = said.at("choices", at);
  const choice = listOf(said.data.choices)[at];
  return Object.hasOwn(objectOf(choice), "finish_reason")
    ? { path: said.at("choices", at, "finish_reason") }
    : { path, part: "key" };
}

const lateParts = ["content", "refusal", "reasoning", "reasoning_content", "tool_calls", "function_call"];

function lookForLateContent(facts: ChoiceBuilder, choice: JsonObject, message: JsonObject, chunk: number, path: () => JsonPath) {
  const late = lateParts.find((part) => !isNothing(message[part]));
  if (late !== undefined) facts.content(chunk, late, () => ({ path: [...path(), late] }));
  if (!isNothing(choice.text)) facts.content(chunk, "text", () => ({ path: [...path().slice(0, -1), "text"] }));
}

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

interface CallPlace {
  readonly path: PathMaker;
  readonly chunk: number;
  readonly position: number;
  readonly streamed: boolean;
}

/** A call without a usable index belongs, as clients assume, to the last one, unless it has an id. */
function readCall(choice: ChoiceBuilder, call: JsonObject, place: CallPlace): void {
  const { path, chunk, position, streamed } = place;
  const index = numberOf(call.index);
  const usable = index !== undefined && Number.isInteger(index) && index >= 0 && index < mostOfNode;
  const guess = call.id ? choice.callCount : Math.max(choice.callCount - 1, 0);
  const key = !streamed ? position : usable ? index : `?${guess}`;
  const begin = () => new CallBuilder({ path: path(), part: "key" }, chunk, choice.callCount, true);
  const facts = choice.call(key, begin);
  if (streamed && !usable) {
    const missing = !Object.hasOwn(call, "index");
    facts.badIndex(call.index, missing ? { path: path(), part: "key" } : { path: [...path(), "index"] }, chunk);
  }
  if (streamed && usable) facts.at(index);
  if (streamed && usable) facts.needs("type", Boolean(call.type));
  facts.id(call.id, () => [...path(), "id"], chunk);
  const holder = isObject(call.custom) && !isObject(call.function) ? "custom" : "function";
  const called = objectOf(call[holder]);
  if (holder === "custom") facts.freeText();
  facts.name(called.name, () => [...path(), holder, "name"], chunk);
  readArguments(facts, called, () => [...path(), holder, "arguments"], chunk);
}

/** The deprecated single call, which has no index and no id. */
function readFunctionCall(choice: ChoiceBuilder, call: JsonObject, place: Omit<CallPlace, "position">): void {
  const { path, chunk, streamed } = place;
  const begin = () => new CallBuilder({ path: path(), part: "key" }, chunk, choice.callCount, false);
  const facts = choice.call("function_call", begin);
  if (streamed) facts.needs("arguments", typeof call.arguments === "string");
  facts.name(call.name, () => [...path(), "name"], chunk);
  readArguments(facts, call, () => [...path(), "arguments"], chunk);
}

/** Usually text in pieces; some providers send an object. */
function readArguments(facts: CallBuilder, { arguments: sent }: JsonObject, path: PathMaker, chunk: number): void {
  if (isObject(sent)) facts.input(sent, path, chunk);
  else facts.piece(sent, path, chunk);
}
