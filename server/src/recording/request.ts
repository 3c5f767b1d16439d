/** What a request asks for, independent of its client: read here once for rules, index and views. Its tools are in requestTools.ts. */
import type { JsonPath } from "./document";
import { isObject, listOf, objectOf, stringOf, type JsonObject } from "./json";
import type { RecordedRequest } from "./recording";

export interface Messages {
  /** The path of the list. */
  readonly path: JsonPath;
  /** The name of the list: `messages` in chats, `contents` for Gemini, `input` for Responses and Interactions. */
  readonly name: string;
  readonly messages: readonly unknown[];
}

/** The body of an HTTP request; undefined for others, and if the body is not an object. */
export function bodyOf(request: RecordedRequest | undefined): JsonObject | undefined {
  if (request?.kind !== "inference" && request?.kind !== "http") return undefined;
  return isObject(request.body) ? request.body : undefined;
}

const listNames = ["messages", "contents", "input"];
/**
 * Fields with a prompt that is one text: `prompt` of completions and Ollama, Cohere's first `message`, Titan's `inputText`, Hugging Face's `inputs`.
 */
const promptNames = ["prompt", "message", "inputText", "inputs"];

/** undefined if the request has no list of messages. */
export function messagesOf(request: RecordedRequest | undefined): Messages | undefined {
  const body = bodyOf(request);
  if (request === undefined || body === undefined) return undefined;
  for (const name of listNames) {
    const messages = body[name];
    if (Array.isArray(messages)) return { path: [...request.bodyPath, name], name, messages };
  }
  return undefined;
}

export interface Prompt {
  /** The name of the field: see `messages`, or `prompt` of plain completions and Ollama. */
  readonly form: string;
  /** Messages, items, or texts; a single one for a text prompt, or for tokens. */
  readonly turns: readonly unknown[];
  /** Of the last turn in the document. */
  readonly lastPath: JsonPath;
}

/** What the model is to answer; undefined if the request has no prompt. */
export function promptOf(request: RecordedRequest | undefined): Prompt | undefined {
  const body = bodyOf(request);
  const form = body && formOf(body);
  if (request === undefined || body === undefined || form === undefined) return undefined;
  const turns = body[form];
  const path = [...request.bodyPath, form];
  // A list of tokens is one text.
  const areTokens = Array.isArray(turns) && turns.length > 0 && turns.every((turn) => typeof turn === "number");
  const before = form === "message" ? listOf(body.chat_history) : [];
  if (!Array.isArray(turns) || areTokens) return { form, turns: [...before, turns], lastPath: path };
  return { form, turns: [...before, ...listOf(turns)], lastPath: [...path, turns.length - 1] };
}

/** A stored prompt, which is an object, is a parameter. */
function formOf(body: JsonObject): string | undefined {
  const isThere = (name: string) => body[name] !== undefined && body[name] !== null;
  return listNames.find(isThere) ?? promptNames.find((name) => isThere(name) && !isObject(body[name]));
}

/** Instructions outside of the messages: texts, or lists of parts, without undefined ones. */
export function instructionsOf(request: RecordedRequest | undefined): readonly unknown[] {
  const body = bodyOf(request) ?? {};
  const config = isObject(body.config) ? body.config : body;
  const instruction = config.system_instruction ?? config.systemInstruction;
  const ofGemini = isObject(instruction) ? instruction.parts : instruction;
  return [body.system, body.instructions, body.preamble, ofGemini].filter(
    (each) => each !== undefined && !(Array.isArray(each) && each.length === 0),
  );
}

/** Other parameters: temperature, limits, formats, without null and undefined ones. Gemini's `config` comes last. */
export function parametersOf(
  request: RecordedRequest | undefined,
): readonly { readonly name: string; readonly value: unknown }[] {
  const body = bodyOf(request) ?? {};
  const form = formOf(body);
  const ofBody = Object.entries(body).filter(([name]) => name !== form && !notParameters.has(name));
  const ofConfig = Object.entries(objectOf(body.config)).filter(([name]) => !/^(tools|system_?instruction)$/i.test(name));
  return [...ofBody, ...ofConfig].flatMap(([name, value]) => (value === null || value === undefined ? [] : [{ name, value }]));
}

const notParameters = new Set([
  ...["model", "tools", "toolConfig", "system", "instructions", "preamble", "config", "stream"],
  ...["system_instruction", "systemInstruction", "chat_history"],
]);

/** "POST https://…", which identifies requests apart from their body; empty if it is not an HTTP request. */
export function requestLine(request: RecordedRequest | undefined): string {
  return request?.kind === "http" || request?.kind === "inference" ? `${request.method} ${request.url}` : "";
}

/** Whether a stream is asked for from some event on: what it builds on came in an answer before. */
export function asksForRest(request: RecordedRequest | undefined): boolean {
  if (request?.kind !== "http" && request?.kind !== "inference") return false;
  return /[?&](?:starting_after|last_event_id)=[^&#]/.test(request.url);
}

/** The model that was asked for; undefined where the request names none. */
export function modelAsked(request: RecordedRequest | undefined): string | undefined {
  if (request?.kind === "inference" && request.model) return request.model;
  return stringOf(bodyOf(request)?.model) ?? (request?.kind === "http" ? modelIn(request.url) : undefined);
}

/** Bedrock, Gemini and Azure have it in the URL. */
function modelIn(url: string): string | undefined {
  const [path = ""] = url.split(/[?#]/, 1);
  const name = /\/model\/([^/]+)\/(?:converse|invoke)/.exec(path) ?? /\/(?:models|deployments)\/([^/:]+)[/:]/.exec(path);
  return name?.[1] === undefined ? undefined : decoded(name[1]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
