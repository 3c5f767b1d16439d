/** The tools that a request offers, in the spelling of any family. */
import type { JsonPath } from "./document";
import { isObject, listOf, objectOf, stringOf, type JsonObject } from "./json";
import type { RecordedRequest } from "./recording";
import { bodyOf, messagesOf } from "./request";

export interface RequestTool {
  /** undefined if it has no name that is a string: a hosted tool, or a broken one. */
  readonly name: string | undefined;
  /** `function`, or the type of a hosted tool, for Gemini its key; undefined if there is none. */
  readonly type: string | undefined;
  readonly description: string | undefined;
  /** The description of its parameters, in the provider's own notation; undefined if there is none. */
  readonly parameters: unknown;
  /** The same if it is a JSON schema, which Gemini's with types in capitals is not. */
  readonly schema: unknown;
  readonly path: JsonPath;
  /** Who runs it; `unknown` may be either. */
  readonly runBy: "client" | "provider" | "unknown";
}

export interface RequestTools {
  readonly tools: readonly RequestTool[];
  /** The path of the list, or of the object that would contain it. */
  readonly path: JsonPath;
  /** False if an element cannot be read as a tool, or the list is not a list. */
  readonly isWhole: boolean;
}

/** undefined if the request has no body that could offer tools. */
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

/** Tools that the conversation adds: OpenAI's from the developer or a search, Anthropic's additions. */
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

/** The only tool that the request allows; undefined if the model may choose. */
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

/** The keys of a hosted Gemini tool that are not null. */
const keysOf = (tool: JsonObject): readonly string[] => Object.keys(tool).filter((key) => tool[key] !== null);

/** A hosted tool is a type with settings, or for Gemini a single key. */
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
