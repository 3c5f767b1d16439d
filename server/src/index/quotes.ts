/** What ties the requests of a conversation together: calls and texts that an answer gives and a later request quotes. */
import type { JsonPath } from "../recording/document";
import { compactJson, isObject, listOf, stringOf, type JsonObject } from "../recording/json";
import type { RecordedRequest } from "../recording/recording";
import type { Choice } from "../recording/reassembled";
import { shortDigest } from "./sha256";

/**
 * A piece of an answer by which it is recognised in a later request. `id:` the id of a tool call, `text:` the digest of a text that nobody else
 * says by chance; `short:` of one that may be chance, `call:` a call without an id by its name and arguments.
 */
export type Mark = `${"id" | "text" | "short" | "call"}:${string}`;

/** A mark in a request, with the index of the message that bears it. */
export interface Quote {
  readonly mark: Mark;
  readonly message: number;
}

/** A tool call id in a request, and where its clearest mention stands: that of the tool's result, if there is one. */
export interface QuotedId {
  readonly id: string;
  readonly path: JsonPath;
}

export interface Quotes {
  readonly quotes: readonly Quote[];
  readonly ids: readonly QuotedId[];
}

/** More than any real request quotes. */
const most = 1000;

/** The messages of a request with the path of their list; an empty list where it has none. */
export function messagesOf(request: RecordedRequest | undefined): {
  readonly path: JsonPath;
  readonly messages: readonly unknown[];
} {
  if (request?.kind !== "inference" && request?.kind !== "http") return { path: [], messages: [] };
  const { body } = request;
  const name = isObject(body) ? ["messages", "contents", "input"].find((key) => Array.isArray(body[key])) : undefined;
  if (name === undefined || !isObject(body)) return { path: [], messages: [] };
  return { path: ["request", request.kind === "http" ? "payload" : "body", name], messages: listOf(body[name]) };
}

/** What an answer can be recognised by. */
export function marksOf(choices: readonly Choice[]): readonly Mark[] {
  const marks = choices.flatMap(({ content, toolCalls }) => [
    ...textMarks(content?.text),
    ...toolCalls.map((call) => callMark(call.id?.value, call.name?.value, call.arguments.text)),
  ]);
  return [...new Set(marks)].slice(0, most);
}

/** What a request quotes of earlier answers. */
export function quotesOf(request: RecordedRequest | undefined): Quotes {
  const { path, messages } = messagesOf(request);
  const quotes: Quote[] = [];
  const ids = new Map<string, QuotedId>();
  for (const [message, each] of messages.entries()) {
    if (!isObject(each) || quotes.length >= most) continue;
    for (const mention of mentionsIn(each)) {
      quotes.push({ mark: mention.mark, message });
      if (mention.id === undefined || (ids.has(mention.id) && !mention.result)) continue;
      ids.set(mention.id, { id: mention.id, path: [...path, message, ...mention.path] });
    }
  }
  return { quotes, ids: [...ids.values()].slice(0, most) };
}

/** A call or a text in a message; `path` leads to the id, where there is one. */
interface Mention {
  readonly mark: Mark;
  readonly id?: string;
  readonly result: boolean;
  readonly path: JsonPath;
}

/** Chat messages, the blocks of Anthropic, the parts of Gemini, the items of Responses. */
function mentionsIn(message: JsonObject): Mention[] {
  const key = ["content", "parts"].find((name) => Array.isArray(message[name]));
  const blocks =
    key === undefined ? [] : listOf(message[key]).flatMap((block, at) => (isObject(block) ? [{ block, path: [key, at] }] : []));
  const calls = listOf(message["tool_calls"]).flatMap((call, at) => (isObject(call) ? [{ call, path: ["tool_calls", at] }] : []));
  return [
    ...(isAnswer(message)
      ? textMentions(
          message,
          blocks.map(({ block }) => block),
        )
      : []),
    ...calls.map(({ call, path }) => callMention(call, call["id"], [...path, "id"])),
    ...blocks.flatMap(({ block, path }) => itemMentions(block, path)),
    ...itemMentions(message, []),
    ...resultMention(message, "tool_call_id", []),
  ];
}

function isAnswer({ role }: JsonObject): boolean {
  return role === "assistant" || role === "model";
}

function textMentions(message: JsonObject, blocks: readonly JsonObject[]): Mention[] {
  const text =
    stringOf(message["content"]) ??
    blocks.map((block) => (block["thought"] === true ? "" : (stringOf(block["text"]) ?? ""))).join("");
  return textMarks(text).map((mark) => ({ mark, result: false, path: [] }));
}

/** What stands as an item or block of its own. */
function itemMentions(item: JsonObject, path: JsonPath): Mention[] {
  const inner = ["function_call", "functionCall"].find((name) => isObject(item[name]));
  if (inner !== undefined)
    return [callMention(item[inner] as JsonObject, (item[inner] as JsonObject)["id"], [...path, inner, "id"])];
  const outcome = ["function_response", "functionResponse"].find((name) => isObject(item[name]));
  if (outcome !== undefined) return resultMention(item[outcome] as JsonObject, "id", [...path, outcome]);
  switch (item["type"]) {
    case "tool_use":
      return [callMention(item, item["id"], [...path, "id"])];
    case "function_call":
    case "custom_tool_call": {
      const idKey = item["call_id"] === undefined ? "id" : "call_id";
      return [callMention(item, item[idKey], [...path, idKey])];
    }
    case "tool_result":
      return resultMention(item, "tool_use_id", path);
    case "function_call_output":
    case "custom_tool_call_output":
    case "function_result":
    case "function_response":
      return resultMention(item, item["call_id"] === undefined ? "id" : "call_id", path);
    default:
      return [];
  }
}

function callMention(call: JsonObject, id: unknown, path: JsonPath): Mention {
  const inner = isObject(call["function"]) ? call["function"] : call;
  const given = inner["arguments"] ?? inner["args"] ?? inner["input"] ?? {};
  const text = typeof given === "string" ? given : compactJson(given, Infinity);
  const known = idOf(id);
  return {
    mark: callMark(known, stringOf(inner["name"]), text),
    ...(known === undefined ? {} : { id: known }),
    result: false,
    path,
  };
}

function resultMention(item: JsonObject, key: string, path: JsonPath): Mention[] {
  const id = idOf(item[key]);
  return id === undefined ? [] : [{ mark: idMark(id), id, result: true, path: [...path, key] }];
}

function idOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function idMark(id: string): Mark {
  return `id:${id.length > 200 ? shortDigest(id) : id}`;
}

function callMark(id: string | undefined, name: string | undefined, given: string): Mark {
  return id ? idMark(id) : `call:${shortDigest(`${name ?? ""}\n${sameJson(given)}`)}`;
}

/** Arguments in one spelling. */
function sameJson(text: string): string {
  try {
    return compactJson(JSON.parse(text), Infinity);
  } catch {
    return text;
  }
}

/** From this length on, equal texts are no chance. */
const telling = 24;

function textMarks(text: string | undefined): Mark[] {
  const said = text?.trim() ?? "";
  if (said === "") return [];
  return [`${said.length < telling ? "short" : "text"}:${shortDigest(said)}`];
}
