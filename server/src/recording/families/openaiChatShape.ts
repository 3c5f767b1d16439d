/**
 * A quick check of a chunk of a streamed chat completion, of which a large workspace has a million, and of a whole one. It never accepts what the
 * schemas (openaiChatSchema.ts) reject, nor a value outside of the client's closed lists; what it does not accept is validated
 * by the schemas, which describe the problem.
 */
import { fastValidate } from "../fastValidate";
import { isObject, type JsonObject } from "../json";
import { logprobs as strictLogprobs, usage as usageSchema } from "./openaiChatStrict";

export function isSoundPiece(data: unknown): boolean {
  if (!isObject(data) || !isSoundHead(data) || !isListOf(data.choices, isSoundPieceOfChoice)) return false;
  return data.object === "chat.completion.chunk" || (data.object === "" && (data.choices as readonly unknown[]).length === 0);
}

export function isSoundCompletion(data: unknown): boolean {
  return isObject(data) && data.object === "chat.completion" && isSoundHead(data) && isListOf(data.choices, isSoundChoice);
}

function isSoundHead({ id, model, created, usage, service_tier: tier, system_fingerprint: fingerprint }: JsonObject): boolean {
  if (typeof id !== "string" || typeof model !== "string" || !Number.isSafeInteger(created) || !isText(fingerprint)) return false;
  return isSoundUsage(usage) && (isNothing(tier) || tier === "default" || tier === "auto");
}

function isSoundPieceOfChoice(choice: unknown): boolean {
  if (!isObject(choice) || !Number.isSafeInteger(choice.index) || !isObject(choice.delta)) return false;
  const { delta, finish_reason: reason } = choice;
  if (!isNothing(reason) && !isFinish(reason)) return false;
  return isNothing(choice.logprobs) || isSoundLogprobs(choice.logprobs) ? isSoundDelta(delta) : false;
}

function isSoundDelta(delta: JsonObject): boolean {
  if (!isRole(delta.role) || !isText(delta.content) || !isText(delta.refusal)) return false;
  if (!isSoundFunction(delta.function_call) || !isNothing(delta.audio)) return false;
  return isNothing(delta.tool_calls) || isListOf(delta.tool_calls, isSoundCallPiece);
}

function isSoundCallPiece(call: unknown): boolean {
  return (
    isObject(call) && isText(call.id) && isSoundFunction(call.function) && (isNothing(call.type) || call.type === "function")
  );
}

/** Calls are left to the schemas, because there are few whole answers. */
function isSoundChoice(choice: unknown): boolean {
  if (!isObject(choice) || !Number.isSafeInteger(choice.index) || !isObject(choice.message)) return false;
  const { role, content, refusal, annotations, tool_calls: calls, function_call: called, audio } = choice.message;
  if (role !== "assistant" || !isText(content) || !isText(refusal) || !isEmpty(annotations) || !isEmpty(calls)) return false;
  if (!isNothing(called) || !isNothing(audio) || !isFinish(choice.finish_reason)) return false;
  return isNothing(choice.logprobs) || isSoundLogprobs(choice.logprobs);
}

function isSoundFunction(called: unknown): boolean {
  return isNothing(called) || (isObject(called) && isText(called.name) && isText(called.arguments));
}

const isSoundLogprobs = fastValidate(strictLogprobs);
const areSoundCounts = fastValidate(usageSchema);

function isSoundUsage(usage: unknown): boolean {
  return isNothing(usage) || areSoundCounts(usage);
}

function isRole(role: unknown): boolean {
  switch (role) {
    case null:
    case undefined:
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
const isEmpty = (value: unknown): boolean => isNothing(value) || (Array.isArray(value) && value.length === 0);
