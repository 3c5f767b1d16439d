/** Converts an element of a conversation to messages: a chat message, an item of the Responses API, a content of Gemini. */
import type { ViewMessage } from "../../protocol";
import { isObject, type JsonObject } from "../../recording/json";
import { merged, noContent, readContent, readKind, readPart, readParts, typedPart, type Content } from "./contentParts";
import { kindOf } from "./kinds";
import { asText, named, Unread } from "./unread";

/** Results of several calls in one message become a message each. `bareRole` is the role of a plain text. */
export function messagesFrom(turn: unknown, bareRole: string): readonly ViewMessage[] {
  if (!isObject(turn)) return [{ role: bareRole, text: asText(turn), toolCalls: [] }];
  return isMessage(turn) ? ofMessage(turn) : [ofItem(turn, bareRole)];
}

/** Empty if there is no content. */
export function systemMessage(content: unknown): readonly ViewMessage[] {
  if (content === undefined || content === null || content === "") return [];
  const isGemini = isObject(content) && content.parts !== undefined;
  return isGemini ? ofMessage({ ...content, role: "system" }) : [asMessage("system", readContent(content, "content"))];
}

function isMessage(turn: JsonObject): boolean {
  const { type } = turn;
  if (typeof type === "string" && type !== "message" && kindOf(type) !== undefined) return false;
  return ["role", "content", "parts"].some((name) => turn[name] !== undefined) || type === "message";
}

/** An item that is a message of its own, named by its role or type. */
function ofItem(item: JsonObject, bareRole: string): ViewMessage {
  const typed = typedPart(item);
  if (typed === undefined) return asMessage(bareRole, readPart(item, bareRole));
  const { type, ...rest } = typed;
  const kind = kindOf(type);
  if (kind === undefined) return { role: type, text: asText(rest), toolCalls: [] };
  return asMessage(kind.role ?? bareRole, readKind(typed, kind, ""));
}

function ofMessage(message: JsonObject): readonly ViewMessage[] {
  const unread = new Unread(message);
  if (message.type === "message") unread.take("type");
  const role = unread.takeText("role") ?? "user";
  const answers = unread.takeText("tool_call_id", "call_id");
  const thoughts = ["reasoning_content", "reasoning", "thinking"].map((name) => labelled("reasoning", unread.takeText(name)));
  const refused = labelled("refusal", unread.takeText("refusal"));
  const calls = readCalls(unread);
  const images = unread.takeList("images").map((data, at) => readPart({ type: "image", data }, `images[${at}]`));
  const parts = ["content", "parts"].flatMap((name) => readParts(unread.take(name), name));
  const results = parts.filter((part) => part.answers !== undefined).map((part) => asMessage("tool", part));
  const others = parts.filter((part) => part.answers === undefined);
  const said = merged([...thoughts, ...others, refused, ...images, ...calls, { ...noContent, also: unread.left("") }]);
  const isMore = said.text !== "" || said.calls.length + said.also.length > 0 || answers !== undefined;
  if (results.length > 0 && !isMore) return results;
  const own = asMessage(role, { ...said, answers });
  // The result of a hosted tool follows its call.
  return role === "assistant" || role === "model" ? [own, ...results] : [...results, own];
}

const labelled = (label: string, text: string | undefined): Content =>
  text === undefined || text === "" ? noContent : { ...noContent, text: `[${label}] ${text}` };

/** Calls of chat completions, for functions and custom tools, and of Ollama. */
function readCalls(unread: Unread): readonly Content[] {
  const calls = unread.takeList("tool_calls").map((call, at) => readCall(call, `tool_calls[${at}]`));
  const single = unread.take("function_call");
  return single === undefined || single === null ? calls : [...calls, readCall(single, "function_call")];
}

function readCall(call: unknown, at: string): Content {
  if (!isObject(call)) return { ...noContent, also: named(at, call) };
  const holder = ["function", "custom"].find((name) => isObject(call[name]));
  if (holder === undefined) return readKind(call, inner("arguments"), at);
  const outer = new Unread(call);
  const read = readKind(outer.take(holder) as JsonObject, inner(holder === "custom" ? "input" : "arguments"), `${at}.${holder}`);
  if (call.type === holder) outer.take("type");
  if (at === `tool_calls[${String(call.index)}]`) outer.take("index");
  const id = outer.takeText("id");
  const [said, ...others] = read.calls;
  const calls = said === undefined ? [] : [{ ...said, id: id ?? said.id }, ...others];
  return { ...read, calls, also: [...outer.left(at), ...read.also] };
}

const inner = (given: string) => ({ call: { id: ["id"], name: "name", arguments: [given] } });

function asMessage(role: string, { text, calls, answers, images, also }: Content): ViewMessage {
  return {
    role,
    text,
    ...(answers === undefined ? {} : { toolCallId: answers }),
    ...(images.length > 0 ? { images } : {}),
    toolCalls: calls,
    ...(also.length > 0 ? { also } : {}),
  };
}
