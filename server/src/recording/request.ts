/** What a request asks for, whatever its client calls it: read here once, for rules, index and views. */
import type { JsonPath } from "./document";
import { isObject, stringOf, type JsonObject } from "./json";
import type { RecordedRequest } from "./recording";

export interface Messages {
  /** Of their list. */
  readonly path: JsonPath;
  /** What the list is called: `messages` of chats, `contents` of Gemini, `input` of Responses and Interactions. */
  readonly name: string;
  readonly messages: readonly unknown[];
}

/** The body of a request that went over HTTP; undefined for the others, and for a body that is no object. */
export function bodyOf(request: RecordedRequest | undefined): JsonObject | undefined {
  if (request?.kind !== "inference" && request?.kind !== "http") return undefined;
  return isObject(request.body) ? request.body : undefined;
}

/** undefined where the request has no list of messages. */
export function messagesOf(request: RecordedRequest | undefined): Messages | undefined {
  const body = bodyOf(request);
  if (request === undefined || body === undefined) return undefined;
  for (const name of ["messages", "contents", "input"]) {
    const messages = body[name];
    if (Array.isArray(messages)) return { path: [...request.bodyPath, name], name, messages };
  }
  return undefined;
}

/** The model that was asked for; undefined where the request names none. */
export function modelAsked(request: RecordedRequest | undefined): string | undefined {
  if (request?.kind === "inference" && request.model) return request.model;
  return stringOf(bodyOf(request)?.model);
}
