/**
 * Where OpenAI's client libraries read a stream differently. Both accumulate deltas: openai-python joins any text
 * that comes again under the same key and finds calls and choices by their position in a list; openai-node keeps the last name
 * and id and finds calls and choices by their number.
 */
import { isObject, stringOf, type JsonObject } from "../json";
import { fieldDisagreements, readings } from "./openaiFieldDisagreements";
import type { Disagreement } from "../reassembled";
import type { CallPart, ChoicePart } from "./assembly";

/** Compares how both read a chat completion's chunks. `read` has the data of each chunk, `parts` what it adds. */
export function chatDisagreements(
  read: readonly (JsonObject | undefined)[],
  parts: readonly (readonly ChoicePart[])[],
): Disagreement[] {
  return [
    ...skippedChunks(read, parts),
    ...choicesOutOfOrder(parts),
    ...fieldDisagreements(read),
    ...callDisagreements(parts),
    ...usageDisagreement(read),
  ];
}

/** openai-python skips objects without the type of a chunk, such as Azure's filter results. */
function skippedChunks(read: readonly (JsonObject | undefined)[], parts: readonly (readonly ChoicePart[])[]): Disagreement[] {
  const skipped = read.flatMap((data, chunk) => {
    const object = stringOf(data?.object);
    const isOther = object !== undefined && object !== "chat.completion.chunk";
    return isOther && parts[chunk]?.some(isTelling) === true ? [chunk] : [];
  });
  const [chunk] = skipped;
  if (chunk === undefined) return [];
  const what = skipped.length === 1 ? "content of the chunk" : `content of ${skipped.length} chunks`;
  return [{ what, chunk, readings: readings("nothing of it, as its `object` is another", "what it adds") }];
}

function isTelling({ content, refusal, calls, finishReason }: ChoicePart): boolean {
  return Boolean(content) || Boolean(refusal) || (calls?.length ?? 0) > 0 || Boolean(finishReason);
}

function choicesOutOfOrder(parts: readonly (readonly ChoicePart[])[]): Disagreement[] {
  const seen = new Set<number>();
  const first = parts.findIndex((ofChunk) => ofChunk.length > 0);
  const inFirst = new Set<number>();
  const twice = parts[first]?.find(({ choice }) => inFirst.size === inFirst.add(choice).size);
  if (twice !== undefined) {
    const sees = readings("an AttributeError, as the first chunk has it twice", "one choice");
    return [{ what: `choice ${twice.choice + 1}`, chunk: first, readings: sees }];
  }
  for (const [chunk, ofChunk] of parts.entries()) {
    for (const { choice } of ofChunk) seen.add(choice);
    const gap = ofChunk.find(({ choice }) => choice >= seen.size);
    if (gap !== undefined) return [missingBefore("choice", gap.choice, chunk, isFilled(parts))];
  }
  return [];
}

/** Whether there finally is a choice at each index. */
function isFilled(parts: readonly (readonly ChoicePart[])[]): boolean {
  const all = new Set(parts.flat().map(({ choice }) => choice));
  return [...all].every((choice) => choice < all.size);
}

/** A list that has a gap until it is `filled`. */
function missingBefore(what: string, index: number, chunk: number, filled: boolean): Disagreement {
  const nodeSees = filled ? `the ${what} at index ${index}` : "a TypeError in the end, as there is a gap before it";
  const sees = readings(`an IndexError, as no ${what} came at index ${index - 1} before`, nodeSees);
  return { what: `place of ${what} ${index + 1}`, chunk, readings: sees };
}

/** What was received so far for one call (by index) of one choice. */
interface Heard {
  readonly name: string[];
  readonly id: string[];
  readonly repeatedAt: { name?: number; id?: number };
}

function callDisagreements(parts: readonly (readonly ChoicePart[])[]): Disagreement[] {
  const choices = new Map<number, Map<number, Heard>>();
  const gaps: { collected: Map<number, Heard>; index: number; chunk: number }[] = [];
  for (const [chunk, ofChunk] of parts.entries()) {
    for (const { choice, calls } of ofChunk) {
      if (calls === undefined || calls.length === 0) continue;
      const heard = choices.get(choice) ?? new Map<number, Heard>();
      choices.set(choice, heard);
      const gap = collect(heard, calls, chunk);
      if (gap !== undefined) gaps.push({ collected: heard, index: gap, chunk });
    }
  }
  // Both fail on a gap that is never filled.
  const filled = new Map([...choices.values()].map((calls) => [calls, [...calls.keys()].sort((a, b) => a - b)] as const));
  const late = gaps.filter(({ collected: heard, index }) => filled.get(heard)?.[index] === index);
  const heard = [...choices.values()].flatMap((calls) => [...calls]);
  return [
    ...late.slice(0, 1).map(({ index, chunk }) => missingBefore("tool call", index, chunk, true)),
    ...heard.flatMap(([index, call]) => repeated(call, index)),
  ];
}

/** Returns an index that a list of the calls so far would not have, if there is one. */
function collect(heard: Map<number, Heard>, calls: readonly CallPart[], chunk: number): number | undefined {
  for (const { index, id, name } of calls) {
    // Both libraries fail on a call without an index.
    if (index === undefined) continue;
    const call = heard.get(index) ?? { name: [], id: [], repeatedAt: {} };
    heard.set(index, call);
    note(call, "name", name, chunk);
    note(call, "id", id, chunk);
  }
  return calls.map(({ index }) => index).find((index) => index !== undefined && index >= heard.size);
}

function note(call: Heard, what: "name" | "id", said: string | undefined, chunk: number): void {
  if (said === undefined) return;
  if (call[what].push(said) > 1) call.repeatedAt[what] ??= chunk;
}

function repeated(call: Heard, index: number): Disagreement[] {
  return (["name", "id"] as const).flatMap((what) => {
    const chunk = call.repeatedAt[what];
    if (chunk === undefined) return [];
    const sees = readings(call[what].join(""), call[what].at(-1) ?? "");
    return [{ what: `${what} of tool call ${index + 1}`, chunk, readings: sees }];
  });
}

/**
 * openai-python keeps the usage of the last chunk, even if it has none; openai-node the last from a chunk with an id; the answer shows the last that
 * was sent.
 */
function usageDisagreement(read: readonly (JsonObject | undefined)[]): Disagreement[] {
  const chunks = read.flatMap((data, chunk) => (data === undefined ? [] : [{ data, chunk }]));
  const counted = chunks.findLast(({ data }) => isObject(data.usage));
  if (counted === undefined) return [];
  const own = chunks.filter(({ data }) => data.object === undefined || data.object === "chat.completion.chunk");
  const told = chunks.filter(({ data }, at) => at === 0 || (Boolean(data.id) && Object.hasOwn(data, "usage")));
  const [one, other] = [own.at(-1), told.at(-1)];
  const [pythonSees, nodeSees] = [spell(one?.data.usage, readCount), spell(other?.data.usage, JSON.stringify)];
  if (pythonSees === nodeSees && nodeSees === spell(counted.data.usage, JSON.stringify)) return [];
  const chunk = Math.max(one?.chunk ?? 0, other?.chunk ?? 0);
  return [{ what: "usage", chunk, readings: readings(pythonSees, nodeSees) }];
}

/** openai-python accepts a count that is a string. */
const readCount = (count: unknown): string => (typeof count === "string" ? count : JSON.stringify(count));

function spell(usage: unknown, spellCount: (count: unknown) => string): string {
  if (!isObject(usage)) return "no usage";
  const counts = [usage.prompt_tokens, usage.completion_tokens].map((count) => (isNothing(count) ? "?" : spellCount(count)));
  return `${counts.join(" in, ")} out`;
}

const isNothing = (value: unknown): boolean => value === undefined || value === null;
