/**
 * A quick look at one chunk of a streamed chat completion, of which a big workspace has a million, and at a whole one. It never passes what the
 * schemas (openaiChatSchema.ts) would not, nor a word that is in none of the client's closed lists: what it does not pass is looked at again,
 * by those who find the words for what is wrong.
 */
import { isObject, type JsonObject } from "../json";

export function isSoundPiece(data: unknown): boolean {
  return isObject(data) && isSoundHead(data) && isListOf(data.choices, isSoundPieceOfChoice);
}

export function isSoundCompletion(data: unknown): boolean {
  return isObject(data) && isSoundHead(data) && isListOf(data.choices, isSoundChoice);
}

function isSoundHead({ id, model, object, created, usage }: JsonObject): boolean {
  if (typeof id !== "string" || typeof model !== "string" || !isCount(created)) return false;
  return (object === "chat.completion.chunk" || object === "chat.completion" || object === "") && isSoundUsage(usage);
}

function isSoundPieceOfChoice(choice: unknown): boolean {
  if (!isObject(choice) || !Number.isSafeInteger(choice.index) || !isObject(choice.delta)) return false;
  const reason = choice.finish_reason;
  return (isNothing(reason) || isFinish(reason)) && isSoundLogprobs(choice.logprobs) && isSoundMessage(choice.delta);
}

function isSoundChoice(choice: unknown): boolean {
  if (!isObject(choice) || !Number.isSafeInteger(choice.index) || !isObject(choice.message)) return false;
  return isFinish(choice.finish_reason) && isSoundLogprobs(choice.logprobs) && isSoundMessage(choice.message);
}

function isSoundMessage(message: JsonObject): boolean {
  if (!isRole(message.role) || !isText(message.content) || !isText(message.refusal)) return false;
  if (!isList(message.annotations) || !isSoundFunction(message.function_call)) return false;
  return isNothing(message.tool_calls) || isListOf(message.tool_calls, isSoundCall);
}

function isSoundCall(call: unknown): boolean {
  if (!isObject(call) || !isText(call.id) || !isSoundFunction(call.function)) return false;
  const { type } = call;
  return isNothing(type) || type === "function" || type === "custom" || type === "";
}

function isSoundFunction(called: unknown): boolean {
  return isNothing(called) || (isObject(called) && isText(called.name) && isText(called.arguments));
}

function isSoundLogprobs(logprobs: unknown): boolean {
  return isNothing(logprobs) || (isObject(logprobs) && isList(logprobs.content) && isList(logprobs.refusal));
}

function isSoundUsage(usage: unknown): boolean {
  if (isNothing(usage)) return true;
  if (!isObject(usage)) return false;
  const { prompt_tokens: input, completion_tokens: output, total_tokens: total } = usage;
  return (isNothing(input) || isCount(input)) && (isNothing(output) || isCount(output)) && (isNothing(total) || isCount(total));
}

function isRole(role: unknown): boolean {
  switch (role) {
    case null:
    case undefined:
    case "":
    case "assistant":
    case "developer":
    case "system":
    case "user":
    case "tool":
      return true;
    default:
      return false;
  }
}

function isFinish(reason: unknown): boolean {
  switch (reason) {
    case "stop":
    case "length":
    case "tool_calls":
    case "content_filter":
    case "function_call":
      return true;
    default:
      return false;
  }
}

function isListOf(value: unknown, isSound: (each: unknown) => boolean): boolean {
  if (!Array.isArray(value)) return false;
  for (const each of value as readonly unknown[]) if (!isSound(each)) return false;
  return true;
}

const isNothing = (value: unknown): boolean => value === undefined || value === null;
const isText = (value: unknown): boolean => typeof value === "string" || isNothing(value);
const isList = (value: unknown): boolean => isNothing(value) || Array.isArray(value);
const isCount = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value);
