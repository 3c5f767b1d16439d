/**
 * What an OpenAI client needs of a chat completion, and no more: unknown fields, `reasoning` in any form, empty
 * `choices` and ids, and a different `model` are allowed; tool call indices have a rule of their own. What replay's own
 * classes require beyond that is in openaiChatStrict.ts.
 */
import * as z from "zod/mini";

const text = z.nullish(z.string());
const list = z.nullish(z.array(z.unknown()));

const written = /^ *[+-]?\d+(\.\d+)? *$/;
const numberOf = (value: unknown): number =>
  typeof value === "string" && written.test(value) ? Number(value) : (value as number);

/** A number and an integer; replay's classes also accept them as strings. */
export const number = z.custom((value) => Number.isFinite(numberOf(value)), "a number");
export const whole = z.custom((value) => Number.isSafeInteger(numberOf(value)), "an integer");

const count = z.nullish(number);

const finishReason = z.enum(["stop", "length", "tool_calls", "content_filter", "function_call"]);
const call = z.nullish(z.object({ name: text, arguments: text }));
const logprobs = z.nullish(z.object({ content: list, refusal: list }));
const usage = z.nullish(z.object({ prompt_tokens: count, completion_tokens: count, total_tokens: count }));

/** The part of a message that a chunk adds. */
const delta = z.object({
  role: text,
  content: text,
  refusal: text,
  tool_calls: z.nullish(z.array(z.object({ id: text, type: text, function: call }))),
  function_call: call,
  audio: z.nullish(z.object({ id: text, data: text, transcript: text })),
});

const message = z.extend(delta, { annotations: list });

const common = { id: z.string(), created: number, model: z.string(), object: z.string(), usage };

/** Azure's asynchronous content filter sends choices with offsets and without a delta. */
const deltaOrOffsets = z.superRefine((choice: Readonly<Record<string, unknown>>, context) => {
  if (choice.delta !== undefined || choice.content_filter_offsets !== undefined) return;
  context.addIssue({ code: "invalid_type", expected: "object", path: ["delta"], input: choice.delta });
});

const piece = z
  .object({
    index: z.int(),
    delta: z.optional(delta),
    finish_reason: z.nullish(finishReason),
    logprobs,
    content_filter_offsets: z.optional(z.unknown()),
  })
  .check(deltaOrOffsets);

export const chunkSchema = z.object({ ...common, choices: z.array(piece) });

export const completionSchema = z.object({
  ...common,
  choices: z.array(z.object({ index: z.int(), message, finish_reason: finishReason, logprobs })),
});

/** What any client needs of an answer that comes as the provider sent it: fields may be missing, but must be readable. */
const sentMessage = z.object({
  role: text,
  content: z.nullish(z.union([z.string(), z.array(z.unknown())])),
  tool_calls: z.nullish(z.array(z.object({ id: text, function: call }))),
  function_call: call,
});
const sentChoice = z.object({
  index: z.nullish(z.int()),
  delta: z.nullish(sentMessage),
  message: z.nullish(sentMessage),
  finish_reason: text,
});

export const sentSchema = z.object({ choices: z.nullish(z.array(sentChoice)), usage });
