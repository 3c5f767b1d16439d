/** Facts of chat completions and text completions, streamed or whole. */
import type { JsonPath } from "../../document";
import { isObject, listOf, numberOf, objectOf, type JsonObject } from "../../json";
import type { Chunk } from "../../recording";
import { CallBuilder, type AnswerBuilder, type ChoiceBuilder, type PathMaker } from "./builder";
import type { Place } from "./facts";
import { openaiUsage } from "./usage";

/** A choice, and where it was seen last. */
interface Seat {
  readonly facts: ChoiceBuilder;
  chunk: Chunk;
  at: number;
}

export function readOpenaiChat(chunks: readonly Chunk[], answer: AnswerBuilder): void {
  const seats = new Map<number, Seat>();
  let seat: Seat | undefined;
  for (const chunk of chunks) {
    const { choices, usage } = objectOf(chunk.data);
    if (Array.isArray(choices)) {
      for (let at = 0; at < choices.length; at++) {
        const choice: unknown = choices[at];
        // Azure's asynchronous content filter: no part of the answer.
        if (!isObject(choice) || (choice.content_filter_offsets !== undefined && choice.delta === undefined)) continue;
        const index = Number.isInteger(choice.index) ? (choice.index as number) : at;
        if (seat?.facts.index !== index) seat = seats.get(index);
        if (seat === undefined) seats.set(index, (seat = { facts: answer.choice(index), chunk, at }));
        seat.chunk = chunk;
        seat.at = at;
        readChoice(choice, seat);
      }
    }
    if (isObject(usage)) answer.usage = openaiUsage(usage, () => [...chunk.dataPath, "usage"], chunk.index) ?? answer.usage;
  }
  for (const seat of seats.values()) seat.facts.seen(seat.chunk.index, () => placeOfFinish(seat));
}

function readChoice(choice: JsonObject, seat: Seat): void {
  const streamed = isObject(choice.delta);
  const message = objectOf(streamed ? choice.delta : choice.message);
  const isPlain = !Array.isArray(message.tool_calls) && !isObject(message.function_call) && !choice.finish_reason;
  // Nearly every piece brings a bit of text and nothing else.
  if (!isPlain || seat.facts.finish !== undefined) readTelling(choice, message, streamed, seat);
}

function readTelling(choice: JsonObject, message: JsonObject, streamed: boolean, { facts, chunk, at }: Seat): void {
  const holder = streamed ? "delta" : "message";
  const path = (...steps: JsonPath): JsonPath => [...chunk.dataPath, "choices", at, ...steps];
  if (facts.finish !== undefined) lookForLateContent(facts, choice, message, chunk.index, () => path(holder));
  if (Array.isArray(message.tool_calls)) {
    for (const [position, call] of message.tool_calls.entries()) {
      const place = () => path(holder, "tool_calls", position);
      if (isObject(call)) readCall(facts, call, { path: place, chunk: chunk.index, position, streamed });
    }
  }
  if (isObject(message.function_call)) {
    readFunctionCall(facts, message.function_call, () => path(holder, "function_call"), chunk.index);
  }
  if (choice.finish_reason) facts.finished(choice.finish_reason, () => path("finish_reason"), chunk.index);
}

function placeOfFinish({ chunk, at }: Seat): Place {
  const path = [...chunk.dataPath, "choices", at];
  const choice = listOf(objectOf(chunk.data).choices)[at];
  return Object.hasOwn(objectOf(choice), "finish_reason") ? { path: [...path, "finish_reason"] } : { path, part: "key" };
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

/** A call without a usable index belongs, as clients guess it, to the last one unless it brings an id. */
function readCall(choice: ChoiceBuilder, call: JsonObject, place: CallPlace): void {
  const { path, chunk, position, streamed } = place;
  const index = numberOf(call.index);
  const usable = index !== undefined && Number.isInteger(index) && index >= 0;
  const guess = call.id ? choice.callCount : Math.max(choice.callCount - 1, 0);
  const key = !streamed ? position : usable ? index : `?${guess}`;
  const begin = () => new CallBuilder({ path: path(), part: "key" }, chunk, choice.callCount, true);
  const facts = choice.call(key, begin);
  if (streamed && !usable) {
    const missing = !Object.hasOwn(call, "index");
    facts.badIndex(call.index, missing ? { path: path(), part: "key" } : { path: [...path(), "index"] }, chunk);
  }
  facts.id(call.id, () => [...path(), "id"], chunk);
  const holder = isObject(call.custom) && !isObject(call.function) ? "custom" : "function";
  const called = objectOf(call[holder]);
  if (holder === "custom") facts.freeText();
  facts.name(called.name, () => [...path(), holder, "name"], chunk);
  facts.piece(called.arguments, () => [...path(), holder, "arguments"], chunk);
}

/** The deprecated single call: no index and no id. */
function readFunctionCall(choice: ChoiceBuilder, call: JsonObject, path: PathMaker, chunk: number): void {
  const begin = () => new CallBuilder({ path: path(), part: "key" }, chunk, choice.callCount, false);
  const facts = choice.call("function_call", begin);
  facts.name(call.name, () => [...path(), "name"], chunk);
  facts.piece(call.arguments, () => [...path(), "arguments"], chunk);
}
