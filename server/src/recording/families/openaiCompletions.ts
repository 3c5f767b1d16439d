/** OpenAI text completions, the API before chat; streamed and whole answers have the same form. */
import * as z from "zod/mini";
import { isObject, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import type { Chunk, Problem } from "../recording";
import { schemaProblems } from "../schemaProblems";
import type { ChoicePart } from "./assembly";
import { refusals } from "./closedWords";
import type { Family } from "./family";
import { number } from "./openaiChatSchema";
import { strictTextSchema } from "./openaiChatStrict";
import { failureIn, isLineOf, readCompletion, type Dialect } from "./openaiChunks";
import { knownOfCompletions } from "./openaiKnown";
import { completionLogprobs } from "./openaiLogprobs";
import { declaredProblems, objectIn } from "./declared";

export const openaiCompletions: Family = {
  id: "openai.completions",
  title: "OpenAI text completion",
  failureWords: { content_filter: "the provider's content filter cut it off" },
  hasOneId: true,
  endsWithReason: true,
  endpoint: (path) => path.endsWith("/completions") && !path.endsWith("/chat/completions"),
  recognises,
  validate,
  validateSent: (chunk) => (failureIn(objectOf(objectIn(chunk))) === undefined ? declaredProblems(sentSchema, chunk, sent) : []),
  wrongWords: (chunk) => (failureIn(objectOf(objectIn(chunk))) === undefined ? refusals(strictTextSchema, chunk) : []),
  read: (recording, unsound) => readCompletion(dialect, recording, unsound),
};

/** Together has names of its own, one for what it streams. */
const lines = ["text_completion", "completion.chunk", "text.completion"];

function recognises({ type, data }: Chunk): boolean {
  return typeof data === "string" ? lines.some((object) => isLineOf(data, object)) : isCompletion(type, data);
}

function isCompletion(type: string | undefined, data: unknown): boolean {
  if (type !== undefined && /(^|\.)completion\.Completion$/.test(type)) return true;
  return isObject(data) && (lines.includes(stringOf(data.object) ?? "") || looksLikeOne(data));
}

/** Providers that leave `object` out or empty are recognized by the text in their choices. */
function looksLikeOne(data: JsonObject): boolean {
  if ((data.object ?? "") !== "" || !Array.isArray(data.choices)) return false;
  const [choice] = data.choices as readonly unknown[];
  return isObject(choice) && typeof choice.text === "string";
}

const list = z.nullish(z.array(z.unknown()));
const count = z.nullish(number);

/** Only what a client needs: chunks of a stream have a finish reason of null until the last, and some providers use their own. */
const schema = z.object({
  id: z.string(),
  created: number,
  model: z.string(),
  object: z.string(),
  usage: z.nullish(z.object({ prompt_tokens: count, completion_tokens: count, total_tokens: count })),
  choices: z.array(
    z.object({
      index: z.int(),
      text: z.string(),
      finish_reason: z.nullish(z.enum(["stop", "length", "content_filter", "tool_calls"])),
      logprobs: z.nullish(z.object({ tokens: list, token_logprobs: list, top_logprobs: list, text_offset: list })),
    }),
  ),
});

/** What any client needs. */
const sentSchema = z.object({
  choices: z.nullish(z.array(z.object({ text: z.nullish(z.string()), index: z.nullish(z.int()) }))),
});
const sent = "so a client cannot read the answer";

function validate(chunk: Chunk): readonly Problem[] {
  if (failureIn(objectOf(objectIn(chunk))) !== undefined) return [];
  if (typeof chunk.data === "string") return declaredProblems(schema, chunk, consequence);
  return schemaProblems(schema, chunk.data, [], consequence);
}

const consequence = "so replay returns its parts as plain data that a client cannot read";

const dialect: Dialect = {
  family: "openai.completions",
  fits: isCompletion,
  partOf,
  hasRoles: false,
  known: knownOfCompletions,
  disagreements: () => [],
};

function partOf(choice: JsonObject, position: number): ChoicePart {
  return {
    choice: Number.isInteger(choice.index) ? (numberOf(choice.index) ?? position) : position,
    content: stringOf(choice.text),
    logprobs: completionLogprobs(choice.logprobs),
    finishReason: stringOf(choice.finish_reason) || undefined,
  };
}
