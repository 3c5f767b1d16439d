/**
 * A quick look at one chunk of a streamed chat completion, of which a big workspace has a million. It never passes what
 * `chunkSchema` would not: what it does not pass is looked at again, with the schema, which finds the words for what is wrong.
 */
import { isObject } from "../json";

export function isSoundPiece(data: unknown): boolean {
  if (!isObject(data) || !Array.isArray(data.choices)) return false;
  if (typeof data.id !== "string" || typeof data.model !== "string" || typeof data.object !== "string") return false;
  if (!isCount(data.created) || !(isNothing(data.usage) || isSoundUsage(data.usage))) return false;
  return (data.choices as readonly unknown[]).every(isSoundChoice);
}

function isSoundChoice(choice: unknown): boolean {
  if (!isObject(choice) || !Number.isSafeInteger(choice.index) || !isObject(choice.delta)) return false;
  return isFinish(choice.finish_reason) && isSoundLogprobs(choice.logprobs) && isSoundDelta(choice.delta);
}

function isSoundDelta(delta: Readonly<Record<string, unknown>>): boolean {
  if (!isText(delta.role) || !isText(delta.content) || !isText(delta.refusal)) return false;
  if (!isList(delta.annotations) || !isSoundFunction(delta.function_call)) return false;
  if (isNothing(delta.tool_calls)) return true;
  return Array.isArray(delta.tool_calls) && (delta.tool_calls as readonly unknown[]).every(isSoundCall);
}

function isSoundCall(call: unknown): boolean {
  return isObject(call) && isText(call.id) && isText(call.type) && isSoundFunction(call.function);
}

function isSoundFunction(called: unknown): boolean {
  return isNothing(called) || (isObject(called) && isText(called.name) && isText(called.arguments));
}

function isSoundLogprobs(logprobs: unknown): boolean {
  return isNothing(logprobs) || (isObject(logprobs) && isList(logprobs.content) && isList(logprobs.refusal));
}

function isSoundUsage(usage: unknown): boolean {
  if (!isObject(usage)) return false;
  return [usage.prompt_tokens, usage.completion_tokens, usage.total_tokens].every((count) => isNothing(count) || isCount(count));
}

function isFinish(reason: unknown): boolean {
  switch (reason) {
    case null:
    case undefined:
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

const isNothing = (value: unknown): boolean => value === undefined || value === null;
const isText = (value: unknown): boolean => isNothing(value) || typeof value === "string";
const isList = (value: unknown): boolean => isNothing(value) || Array.isArray(value);
const isCount = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value);
