/** The tools that a request offers, in every spelling that the families have. */
import type { JsonPath } from "./document";
import { isObject, listOf, objectOf, stringOf, type JsonObject } from "./json";
import type { RecordedRequest } from "./recording";
import { bodyOf, messagesOf } from "./request";

export interface RequestTool {
  /** undefined where it has none that is a text: a hosted tool, or a broken one. */
  readonly name: string | undefined;
  /** `function`, or what kind of hosted tool it is, with Gemini its key; undefined where it does not say. */
  readonly type: string | undefined;
  readonly description: string | undefined;
  /** What describes its parameters, in the provider's own notation; undefined where nothing does. */
  readonly parameters: unknown;
  /** The same where it is a JSON schema: Gemini spells types in capitals, which is none. */
  readonly schema: unknown;
  readonly path: JsonPath;
  /** Run by the client, or by the provider; `unknown` may be either. */
  readonly runBy: "client" | "provider" | "unknown";
}

export interface RequestTools {
  readonly tools: readonly RequestTool[];
  /** The list, or what would hold it. */
  readonly path: JsonPath;
  /** False where something in the list cannot be read as a tool, or what should be a list is none. */
  readonly isWhole: boolean;
}

/** undefined for a request without a body that could offer any. */
export function toolsOf(request: RecordedRequest | undefined): RequestTools | undefined {
  const body = bodyOf(request);
  if (request === undefined || body === undefined) return undefined;
  const base = request.bodyPath;
  const within = ["config", "toolConfig"].find((name) => Array.isArray(objectOf(body[name]).tools));
  const holder = within === undefined ? body : objectOf(body[within]);
  const path: JsonPath = within === undefined ? [...base, "tools"] : [...base, within, "tools"];
  const { tools } = holder;
  const list: readonly unknown[] = Array.isArray(tools) ? tools : [];
  return {
    tools: toolsIn(list, path),
    path: tools === undefined ? base : path,
    isWhole: (Array.isArray(tools) || tools === undefined || tools === null) && list.every(isObject),
  };
}

/** OpenAI's older way to offer functions. */
export function functionsOf(request: RecordedRequest | undefined): readonly RequestTool[] {
  const functions = bodyOf(request)?.functions;
  if (request === undefined || !Array.isArray(functions)) return [];
  return functions.flatMap((each: unknown, at) =>
    isObject(each) ? [{ ...described(each, [...request.bodyPath, "functions", at]), runBy: "client" as const }] : [],
  );
}

/** What the conversation brings in between: OpenAI's tools of the developer and of a search, Anthropic's additions. */
export function toolsAdded(request: RecordedRequest | undefined): readonly RequestTool[] {
  const { messages = [], path = [] } = messagesOf(request) ?? {};
  return messages.flatMap((message, at) => {
    const { type, tools, content } = objectOf(message);
    const here = [...path, at];
    if (type === "additional_tools" || type === "tool_search_output") return toolsIn(listOf(tools), [...here, "tools"]);
    return listOf(content).flatMap((part, within) => {
      const { type: kind, tool } = objectOf(part);
      if (kind !== "tool_addition") return [];
      const { definition = tool } = objectOf(tool);
      return readTool(objectOf(definition), [...here, "content", within]);
    });
  });
}

/** The name of the one tool that the request forces; undefined where the model may choose. */
export function forcedTool(request: RecordedRequest | undefined): string | undefined {
  const { tool_choice: choice, function_call: call } = bodyOf(request) ?? {};
  const { function: chosen = choice ?? call } = objectOf(choice);
  return stringOf(objectOf(chosen).name);
}

const toolsIn = (tools: readonly unknown[], path: JsonPath): readonly RequestTool[] =>
  tools.flatMap((tool, at) => (isObject(tool) ? readTool(tool, [...path, at]) : []));

function readTool(tool: JsonObject, path: JsonPath): readonly RequestTool[] {
  const declarations = tool.function_declarations ?? tool.functionDeclarations;
  if (Array.isArray(declarations)) {
    const hosted = Object.fromEntries(Object.entries(tool).filter(([key]) => !/^(?:type|function_?declarations)$/i.test(key)));
    const functions = declarations.flatMap((each: unknown, at) =>
      isObject(each) ? [declared(each, [...path, "function_declarations", at])] : [],
    );
    return keysOf(hosted).length === 0 ? functions : [...functions, ...readTool(hosted, path)];
  }
  const name = ["function", "custom", "toolSpec"].find((each) => isObject(tool[each]));
  const holder = name === undefined ? tool : objectOf(tool[name]);
  const read = described(holder, path);
  const type = stringOf(tool.type);
  if (read.name === undefined) return [{ ...read, type: type ?? keysOf(tool).join(", "), runBy: runnerOf(tool, type) }];
  const within = type === "namespace" ? listOf(tool.tools) : [];
  return [{ ...read, type, runBy: "client" }, ...toolsIn(within, [...path, "tools"])];
}

/** Of a hosted tool of Gemini's, what it is; what is null is none. */
const keysOf = (tool: JsonObject): readonly string[] => Object.keys(tool).filter((key) => tool[key] !== null);

/** A hosted tool is a type with settings, or with Gemini a single key. */
function runnerOf(tool: JsonObject, type: string | undefined): RequestTool["runBy"] {
  if (type !== undefined) return /^(function|custom|namespace|mcp|toolset)/.test(type) ? "unknown" : "provider";
  return keysOf(tool).length === 1 ? "provider" : "unknown";
}

function declared(declaration: JsonObject, path: JsonPath): RequestTool {
  const schema = declaration.parameters_json_schema ?? declaration.parametersJsonSchema;
  return { ...described(declaration, path), schema, runBy: "client" };
}

function described(holder: JsonObject, path: JsonPath): Omit<RequestTool, "runBy"> {
  const { parameter_definitions: definitions } = holder;
  const schema = holder.parameters ?? holder.input_schema ?? objectOf(holder.inputSchema).json;
  return {
    name: stringOf(holder.name),
    type: stringOf(holder.type),
    description: stringOf(holder.description),
    parameters: schema ?? holder.parameters_json_schema ?? definitions,
    schema,
    path,
  };
}
