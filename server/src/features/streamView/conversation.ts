/** What was sent: the request's messages, tools and settings in one form, whatever the provider calls them. */
import type { StreamView, ViewMessage } from "../../protocol";
import type { RecordedRequest } from "../../recording/recording";
import { instructionsOf, parametersOf, promptOf } from "../../recording/request";
import { toolsOf, type RequestTool } from "../../recording/requestTools";
import { cut } from "./readableBody";
import { asText, isObject, listOf, readParts, textOf, type JsonObject } from "./contentParts";

type Conversation = Pick<StreamView, "messages" | "tools" | "settings">;

/** Reads the conversation out of a request; what has an unknown form is left out, never an error. */
export function readConversation(request: RecordedRequest | undefined): Conversation {
  if (request?.kind === "tool") return { messages: [toolRun(request.toolName, request.kwargs)], tools: [], settings: [] };
  return { messages: messagesOf(request), tools: (toolsOf(request)?.tools ?? []).map(shownTool), settings: settingsOf(request) };
}

function toolRun(name: string, kwargs: unknown): ViewMessage {
  return { role: "call", text: "", toolCalls: [{ id: null, name, arguments: asText(kwargs) }] };
}

function messagesOf(request: RecordedRequest | undefined): ViewMessage[] {
  const system = instructionsOf(request)
    .map(textOf)
    .filter((text) => text !== "");
  const { form = "", turns = [] } = promptOf(request) ?? {};
  const bareRole = form === "input" || form === "prompt" ? form : "user";
  return [...system.map((text) => ({ role: "system", text, toolCalls: [] })), ...turns.map((turn) => message(turn, bareRole))];
}

function message(turn: unknown, bareRole: string): ViewMessage {
  if (!isObject(turn)) return { role: bareRole, text: asText(turn), toolCalls: [] };
  const { text, calls, answers, images } = readParts(turn["content"] ?? turn["parts"] ?? turn["output"]);
  const id = turn["tool_call_id"] ?? turn["call_id"] ?? answers;
  return {
    role: roleOf(turn, answers !== undefined),
    text,
    ...(typeof id === "string" ? { toolCallId: id } : {}),
    ...(images.length > 0 ? { images } : {}),
    toolCalls: [...calls, ...listOf(turn["tool_calls"]).map(toolCall), ...itemCall(turn)],
  };
}

function roleOf(turn: JsonObject, answersCall: boolean): string {
  if (answersCall || turn["type"] === "function_call_output") return "tool";
  if (typeof turn["role"] === "string") return turn["role"];
  return turn["type"] === "function_call" ? "assistant" : "user";
}

/** A Responses item that is a call by itself. */
function itemCall(turn: JsonObject): ViewMessage["toolCalls"] {
  return turn["type"] === "function_call" ? [toolCall({ id: turn["call_id"], function: turn })] : [];
}

function toolCall(call: unknown): ViewMessage["toolCalls"][number] {
  const outer = isObject(call) ? call : {};
  const inner = isObject(outer["function"]) ? outer["function"] : outer;
  const { id } = outer;
  return {
    id: typeof id === "string" ? id : null,
    name: typeof inner["name"] === "string" ? inner["name"] : "",
    arguments: inner["arguments"] === undefined ? "" : asText(inner["arguments"]),
  };
}

/** A hosted tool has a type for its name. */
function shownTool({ name, type, description, parameters }: RequestTool): StreamView["tools"][number] {
  return { name: name ?? type ?? "", description: description ?? null, parameters: parameters ?? null };
}

/** What is longer is no setting that a reader would look for. */
const longestSetting = 2_000;

function settingsOf(request: RecordedRequest | undefined): StreamView["settings"] {
  return parametersOf(request).map(({ name, value }) => ({ name, value: cut(asText(value), longestSetting) }));
}
