/**
 * Words that OpenAI's client takes from closed lists: with any other one it refuses the whole chunk, and replay hands out plain data. Only
 * chunks before and after the answer may be called nothing: so are Azure's filter results.
 */
import type * as z from "zod/mini";
import type { JsonPath } from "../document";
import { isObject, listOf, nameValue, objectOf, type JsonObject } from "../json";
import type { Chunk, Problem } from "../recording";
import { schemaProblems } from "../schemaProblems";
import { failureIn } from "./openaiChunks";
import { strictChunkSchema, strictCompletionSchema } from "./openaiChatStrict";

/** For each word what may stand there, in a piece of a stream and in a whole answer; null: it may be left out. */
const allowed = {
  piece: {
    object: ["chat.completion.chunk"],
    role: ["assistant", "developer", "system", "user", "tool", null],
    type: ["function", "custom", null],
  },
  whole: { object: ["chat.completion"], role: ["assistant"], type: ["function", "custom"] },
  // Azure's filter results have an empty word.
  neither: { object: ["chat.completion.chunk", "chat.completion", ""], role: [], type: [] },
} as const;

const consequence = "so replay returns its parts as plain data that a client cannot read";

/** What is wrong with the words of one chat chunk or completion, and as a hint what only replay's classes refuse. */
export function wrongWords(chunk: Chunk): Problem[] {
  const { data, dataPath } = chunk;
  if (!isObject(data) || failureIn(data) !== undefined) return [];
  const choices = listOf(data.choices).map(objectOf);
  const hasMessage = choices.some(({ message }) => isObject(message));
  // In a chunk of a stream a message stands where a delta should.
  const isPiece = choices.some(({ delta }) => isObject(delta)) || (hasMessage && chunk.type?.endsWith("Chunk") === true);
  const isWhole = hasMessage && !isPiece;
  const words = wordsOf(data, choices, allowed[isPiece ? "piece" : isWhole ? "whole" : "neither"], dataPath);
  return words.length > 0 ? words : refusals(isWhole ? strictCompletionSchema : strictChunkSchema, chunk);
}

/** What only replay's class refuses in a chunk, as hints. */
export function refusals(strict: z.ZodMiniType, { data, dataPath, type }: Chunk): Problem[] {
  // Plain data has no class that could refuse it.
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

/** A call without the part of a custom tool is not a call of one. */
const typesOf = (call: JsonObject, types: Allowed["type"]): Allowed["type"] =>
  isObject(call.custom) ? types : types.filter((type) => type !== "custom");

/** A word of the wrong type is the schema's business. */
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
