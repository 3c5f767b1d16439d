/**
 * Values that OpenAI's client only accepts from closed lists: otherwise it rejects the whole chunk, and replay returns plain data. Only
 * chunks before and after the answer may have an empty `object`, as Azure's filter results do.
 */
import type * as z from "zod/mini";
import type { JsonPath } from "../document";
import { isObject, listOf, nameValue, objectOf, type JsonObject } from "../json";
import type { Chunk, Problem } from "../recording";
import { schemaProblems } from "../schemaProblems";
import { failureIn } from "./openaiChunks";
import { strictChunkSchema, strictCompletionSchema } from "./openaiChatStrict";

/** The allowed values of each field, in a piece of a stream and in a whole answer; null if it may be missing. */
const allowed = {
  piece: {
    object: ["chat.completion.chunk"],
    role: ["assistant", "developer", "system", "user", "tool", null],
    type: ["function", "custom", null],
  },
  whole: { object: ["chat.completion"], role: ["assistant"], type: ["function", "custom"] },
  // Azure's filter results have an empty `object`.
  neither: { object: ["chat.completion.chunk", "chat.completion", ""], role: [], type: [] },
} as const;

const consequence = "so replay returns its parts as plain data that a client cannot read";

/** The wrong values in one chat chunk or completion, and as a hint what only replay's classes reject. */
export function wrongWords(chunk: Chunk): Problem[] {
  const { data, dataPath } = chunk;
  if (!isObject(data) || failureIn(data) !== undefined) return [];
  const choices = listOf(data.choices).map(objectOf);
  const hasMessage = choices.some(({ message }) => isObject(message));
  // A chunk of a stream has a message where a delta should be.
  const isPiece = choices.some(({ delta }) => isObject(delta)) || (hasMessage && chunk.type?.endsWith("Chunk") === true);
  const isWhole = hasMessage && !isPiece;
  const words = wordsOf(data, choices, allowed[isPiece ? "piece" : isWhole ? "whole" : "neither"], dataPath);
  return words.length > 0 ? words : refusals(isWhole ? strictCompletionSchema : strictChunkSchema, chunk);
}

/** What only replay's class rejects in a chunk, as hints. */
export function refusals(strict: z.ZodMiniType, { data, dataPath, type }: Chunk): Problem[] {
  // Plain data has no class that could reject it.
  if (type === undefined || !isObject(data)) return [];
  return schemaProblems(
    strict,
    data,
    [],
    `so replay returns its parts as plain data, although a client of the provider can read them`,
  ).map((problem) => ({
    ...problem,
    path: [...dataPath, ...problem.path],
    severity: "hint",
  }));
}

type Allowed = Readonly<Record<"object" | "role" | "type", readonly (string | null)[]>>;

function wordsOf(data: JsonObject, choices: readonly JsonObject[], words: Allowed, base: JsonPath): Problem[] {
  const inChoices = choices.flatMap((choice, at) => wordsOfChoice(choice, words, [...base, "choices", at]));
  return [...wrongWord(data, "object", words.object, base), ...inChoices];
}

function wordsOfChoice(choice: JsonObject, { role, type }: Allowed, base: JsonPath): Problem[] {
  const holder = isObject(choice.delta) ? "delta" : "message";
  const message = choice[holder];
  if (!isObject(message)) return [];
  const calls = listOf(message.tool_calls).flatMap((call, position) =>
    isObject(call) ? wrongWord(call, "type", typesOf(call, type), [...base, holder, "tool_calls", position]) : [],
  );
  return [...wrongWord(message, "role", role, [...base, holder]), ...calls];
}

/** A call without the fields of a custom tool is not a custom call. */
const typesOf = (call: JsonObject, types: Allowed["type"]): Allowed["type"] =>
  isObject(call.custom) ? types : types.filter((type) => type !== "custom");

/** A value of the wrong type is reported by the schema. */
function wrongWord(holder: JsonObject, key: string, words: readonly (string | null)[], path: JsonPath): Problem[] {
  const word = holder[key] ?? null;
  if (typeof word !== "string" && (word !== null || key === "object")) return [];
  if (words.includes(word)) return [];
  const list = words.filter((each) => each !== null && each !== "").join(", ");
  const follows = `should be ${list.includes(",") ? `one of ${list}` : list}, ${consequence}.`;
  if (Object.hasOwn(holder, key)) {
    return [{ path: [...path, key], message: `\`${key}\` is ${nameValue(word)} but ${follows}`, fields: [key] }];
  }
  return [{ path, part: "key", message: `\`${key}\` is missing and ${follows}` }];
}
