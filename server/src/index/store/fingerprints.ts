/** What connects the requests of a conversation: calls and texts in an answer that a later request quotes. */
import type { JsonPath } from "../../recording/document";
import { readJson } from "../../recording/depth";
import { compactJson, isObject, listOf, stringOf, type JsonObject } from "../../recording/json";
import type { RecordedRequest } from "../../recording/recording";
import { messagesOf } from "../../recording/request";
import type { Choice } from "../../recording/reassembled";
import { shortDigest } from "../sha256";

/**
 * A part of an answer that identifies it in a later request. `id:` is the id of a tool call, `text:` the digest of a text that is long enough to be
 * unique; `short:` that of a shorter one, `call:` a call without id by its name and arguments.
 */
export type Fingerprint = `${"id" | "text" | "short" | "call"}:${string}`;

/** A fingerprint in a request, with the index of its message. */
export interface Reference {
  readonly fingerprint: Fingerprint;
  readonly message: number;
}

/** A tool call id in a request, and the path of its most explicit mention: that of the tool's result, if there is one. */
export interface QuotedId {
  readonly id: string;
  readonly path: JsonPath;
}

export interface References {
  readonly references: readonly Reference[];
  readonly ids: readonly QuotedId[];
}

/** More than any real request quotes. */
const most = 1000;

/** The fingerprints of an answer. */
export function fingerprintsOf(choices: readonly Choice[]): readonly Fingerprint[] {
  const found = new Set<Fingerprint>();
  for (const { content, toolCalls } of choices) {
    const said = textFingerprint(content?.text);
    if (said !== undefined) found.add(said);
    for (const call of toolCalls) found.add(callFingerprint(call.id?.value, call.name?.value, call.arguments.text));
  }
  return [...found].slice(0, most);
}

/** The fingerprints of earlier answers in a request. */
export function referencesOf(request: RecordedRequest | undefined): References {
  const { path = [], messages = [] } = messagesOf(request) ?? {};
  const quotes: Reference[] = [];
  const ids = new Map<string, QuotedId>();
  for (let message = 0; message < messages.length && quotes.length < most; message++) {
    const each = messages[message];
    if (!isObject(each)) continue;
    for (const mention of mentionsIn(each)) {
      quotes.push({ fingerprint: mention.mark, message });
      if (mention.id === undefined || (ids.has(mention.id) && !mention.result)) continue;
      ids.set(mention.id, { id: mention.id, path: [...path, message, ...mention.path] });
    }
  }
  return { references: quotes, ids: [...ids.values()].slice(0, most) };
}

/** A call or text in a message; `path` leads to the id, if there is one. */
interface Mention {
  readonly mark: Fingerprint;
  readonly id?: string | undefined;
  readonly result: boolean;
  readonly path: JsonPath;
}

/** Chat messages, Anthropic's blocks, Gemini's parts, items of Responses. */
function mentionsIn(message: JsonObject): readonly Mention[] {
  const mentions: Mention[] = [];
  const add = (mention: Mention | undefined) => mention && mentions.push(mention);
  const key = Array.isArray(message["content"]) ? "content" : "parts";
  const blocks = listOf(message[key]);
  if (isAnswer(message)) add(textMention(stringOf(message["content"]) ?? textOf(blocks)));
  for (const [at, call] of listOf(message["tool_calls"]).entries()) {
    if (isObject(call)) add(callMention(call, "id", ["tool_calls", at]));
  }
  for (const [at, block] of blocks.entries()) if (isObject(block)) add(itemMention(block, [key, at]));
  add(itemMention(message, []));
  add(resultMention(message, "tool_call_id", []));
  return mentions;
}

function isAnswer({ role }: JsonObject): boolean {
  return role === "assistant" || role === "model";
}

function textOf(blocks: readonly unknown[]): string {
  return blocks.map((block) => (isObject(block) && block["thought"] !== true ? (stringOf(block["text"]) ?? "") : "")).join("");
}

function textMention(text: string): Mention | undefined {
  const mark = textFingerprint(text);
  return mark && { mark, result: false, path: [] };
}

/** An item or block of its own. */
function itemMention(item: JsonObject, path: JsonPath): Mention | undefined {
  for (const name of ["function_call", "functionCall"]) {
    const call = item[name];
    if (isObject(call)) return callMention(call, "id", [...path, name]);
  }
  for (const name of ["function_response", "functionResponse"]) {
    const outcome = item[name];
    if (isObject(outcome)) return resultMention(outcome, "id", [...path, name]);
  }
  const { toolUse, toolResult } = item;
  if (isObject(toolUse)) return callMention(toolUse, "toolUseId", [...path, "toolUse"]);
  if (isObject(toolResult)) return resultMention(toolResult, "toolUseId", [...path, "toolResult"]);
  const callId = item["call_id"] === undefined ? "id" : "call_id";
  switch (item["type"]) {
    case "tool_use":
      return callMention(item, "id", path);
    case "function_call":
    case "custom_tool_call":
      return callMention(item, callId, path);
    case "tool_result":
      return resultMention(item, "tool_use_id", path);
    case "function_call_output":
    case "custom_tool_call_output":
    case "function_result":
    case "function_response":
      return resultMention(item, callId, path);
    default:
      return undefined;
  }
}

function callMention(call: JsonObject, idKey: string, path: JsonPath): Mention {
  const inner = isObject(call["function"]) ? call["function"] : call;
  const given = inner["arguments"] ?? inner["args"] ?? inner["input"] ?? {};
  const text = typeof given === "string" ? given : compactJson(given, Infinity);
  const id = idOf(call[idKey]);
  return { mark: callFingerprint(id, stringOf(inner["name"]), text), id, result: false, path: [...path, idKey] };
}

function resultMention(item: JsonObject, key: string, path: JsonPath): Mention | undefined {
  const id = idOf(item[key]);
  return id === undefined ? undefined : { mark: idFingerprint(id), id, result: true, path: [...path, key] };
}

function idOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function idFingerprint(id: string): Fingerprint {
  return `id:${id.length > 200 ? shortDigest(id) : id}`;
}

function callFingerprint(id: string | undefined, name: string | undefined, given: string): Fingerprint {
  return id ? idFingerprint(id) : `call:${shortDigest(`${name ?? ""}\n${sameJson(given)}`)}`;
}

/** Normalizes the spelling of arguments. */
function sameJson(text: string): string {
  try {
    return compactJson(readJson(text), Infinity);
  } catch {
    return text;
  }
}

/** Equal texts of at least this length are not a coincidence. */
const telling = 24;

function textFingerprint(text: string | undefined): Fingerprint | undefined {
  const said = text?.trim() ?? "";
  if (said === "") return undefined;
  return `${said.length < telling ? "short" : "text"}:${shortDigest(said)}`;
}
