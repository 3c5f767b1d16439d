/** What was sent: the request's messages, tools and settings in one form, whatever the provider calls them. */
import type { StreamView, ViewMessage } from "../../protocol";
import type { RecordedRequest } from "../../recording/recording";
import { bodyOf } from "../../recording/request";
import { cut } from "./readableBody";
import { asText, isObject, listOf, readParts, textOf, type JsonObject } from "./contentParts";

type Conversation = Pick<StreamView, "messages" | "tools" | "settings">;

/** Reads the conversation out of a request body; what has an unknown form is left out, never an error. */
export function readConversation(request: RecordedRequest | undefined): Conversation {
  if (request?.kind === "tool") return { messages: [toolRun(request.toolName, request.kwargs)], tools: [], settings: [] };
  const body = bodyOf(request);
  if (body === undefined) return { messages: [], tools: [], settings: [] };
  return { messages: messagesOf(body), tools: toolsOf(body), settings: settingsOf(body) };
}

function toolRun(name: string, kwargs: unknown): ViewMessage {
  return { role: "call", text: "", toolCalls: [{ id: null, name, arguments: asText(kwargs) }] };
}

function messagesOf(body: JsonObject): ViewMessage[] {
  const system = [body["system"], body["instructions"], systemInstruction(body)].map(textOf).filter((text) => text !== "");
  return [...system.map((text) => ({ role: "system", text, toolCalls: [] })), ...turnsOf(body)];
}

function systemInstruction(body: JsonObject): unknown {
  const config = isObject(body["config"]) ? body["config"] : body;
  const instruction = config["system_instruction"] ?? config["systemInstruction"];
  return isObject(instruction) ? instruction["parts"] : instruction;
}

/** Chat (`messages`), Gemini (`contents`), Responses, Interactions and embeddings (`input`), plain completions and Ollama (`prompt`). */
function turnsOf(body: JsonObject): ViewMessage[] {
  const form = ["messages", "contents", "input", "prompt"].find((name) => body[name] !== undefined);
  const turns = form === undefined ? [] : body[form];
  const bareRole = form === "input" || form === "prompt" ? form : "user";
  return (typeof turns === "string" ? [turns] : listOf(turns)).map((turn) => message(turn, bareRole));
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

function toolsOf(body: JsonObject): StreamView["tools"] {
  const config = isObject(body["config"]) ? body["config"] : {};
  return listOf(body["tools"] ?? config["tools"])
    .flatMap((tool) => (isObject(tool) ? (tool["function_declarations"] ?? tool["functionDeclarations"] ?? tool) : []))
    .flatMap((tool) => (isObject(tool) ? [describeTool(tool)] : []));
}

function describeTool(tool: JsonObject): StreamView["tools"][number] {
  const inner = isObject(tool["function"]) ? tool["function"] : tool;
  const name = inner["name"] ?? tool["type"];
  return {
    name: typeof name === "string" ? name : "",
    description: typeof inner["description"] === "string" ? inner["description"] : null,
    parameters: inner["parameters"] ?? inner["input_schema"] ?? inner["parameters_json_schema"] ?? null,
  };
}

/** Shown elsewhere, or too long to be a setting. */
const notSettings = new Set(
  ["model", "messages", "contents", "input", "prompt", "tools", "system", "instructions"].concat(["config", "stream"]),
);
const longestSetting = 2_000;

function settingsOf(body: JsonObject): StreamView["settings"] {
  const config = isObject(body["config"]) ? body["config"] : {};
  const configured = Object.entries(config).filter(([name]) => !/^(tools|system_?instruction)$/i.test(name));
  return [...Object.entries(body).filter(([name]) => !notSettings.has(name)), ...configured]
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => ({ name, value: cut(asText(value), longestSetting) }));
}
