/**
 * What the classes of openai-python reject although every client can read it: service tiers of other providers, usage without all
 * counts, tokens without all fields. Replay uses these classes; a test compares this file with them.
 */
import * as z from "zod/mini";
import { number, whole } from "./openaiChatSchema";

const text = z.nullish(z.string());
const count = z.nullish(whole);
const counts = (...names: readonly string[]) => z.nullish(z.object(Object.fromEntries(names.map((name) => [name, count]))));

export const serviceTiers = ["auto", "default", "flex", "scale", "priority", "fast"] as const;

export const usage = z.nullish(
  z.object({
    prompt_tokens: whole,
    completion_tokens: whole,
    total_tokens: whole,
    completion_tokens_details: counts(
      "accepted_prediction_tokens",
      "audio_tokens",
      "reasoning_tokens",
      "rejected_prediction_tokens",
      "text_tokens",
    ),
    prompt_tokens_details: counts("audio_tokens", "cache_write_tokens", "cached_tokens", "image_tokens", "text_tokens"),
  }),
);

const token = { token: z.string(), bytes: z.nullish(z.array(whole)), logprob: number };
const tokens = z.nullish(z.array(z.object({ ...token, top_logprobs: z.array(z.object(token)) })));
export const logprobs = z.nullish(z.object({ content: tokens, refusal: tokens }));

const common = { created: whole, service_tier: z.nullish(z.enum(serviceTiers)), system_fingerprint: text, usage };

/** OpenAI's own streams contain calls of custom tools, which their class for streamed calls does not know. */
const streamedCall = z.object({ type: z.nullish(z.literal("function")) });
const delta = z.object({ tool_calls: z.nullish(z.array(streamedCall)), audio: z.nullish(z.object({ expires_at: count })) });

/** Choices without a delta are Azure's, and no part of an answer. */
export const strictChunkSchema = z.object({ ...common, choices: z.array(z.object({ delta: z.optional(delta), logprobs })) });

const functionCall = z.object({ name: z.string(), arguments: z.string() });
const wholeCall = z.union([
  z.object({ id: z.string(), type: z.literal("function"), function: functionCall }),
  z.object({ id: z.string(), type: z.literal("custom"), custom: z.object({ name: z.string(), input: z.string() }) }),
]);
const citation = z.object({ end_index: whole, start_index: whole, title: z.string(), url: z.string() });
const message = z.object({
  tool_calls: z.nullish(z.array(wholeCall)),
  function_call: z.nullish(functionCall),
  annotations: z.nullish(z.array(z.object({ type: z.literal("url_citation"), url_citation: citation }))),
  audio: z.nullish(z.object({ id: z.string(), data: z.string(), transcript: z.string(), expires_at: whole })),
});

export const strictCompletionSchema = z.object({ ...common, choices: z.array(z.object({ message, logprobs })) });

/** Contrary to the class, chunks of a text completion stream have no finish reason until the end. */
export const strictTextSchema = z.object({
  created: whole,
  object: z.literal("text_completion"),
  system_fingerprint: text,
  usage,
  choices: z.array(
    z.object({
      finish_reason: z.nullish(z.enum(["stop", "length", "content_filter"])),
      logprobs: z.nullish(
        z.object({
          tokens: z.nullish(z.array(z.string())),
          token_logprobs: z.nullish(z.array(number)),
          top_logprobs: z.nullish(z.array(z.record(z.string(), number))),
          text_offset: z.nullish(z.array(whole)),
        }),
      ),
    }),
  ),
});
