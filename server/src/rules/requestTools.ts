/** The tools that a request offers, in every spelling that the families have. */
import { isObject, listOf, objectOf, stringOf, type JsonObject } from "../recording/json";
import type { JsonPath } from "../recording/document";
import type { Recording } from "../recording/recording";

export interface OfferedTool {
  readonly name: string;
  /** The JSON schema of its parameters; undefined where it has none. */
  readonly schema: unknown;
  readonly path: JsonPath;
}

export interface Offer {
  readonly tools: readonly OfferedTool[];
  /** The list, or what would hold it. */
  readonly path: JsonPath;
}

/** undefined where nobody can say: no readable request, an empty one, a tool of an unknown kind, or tools that a stored prompt or an earlier answer brings. */
export function offeredTools({ request }: Recording): Offer | undefined {
  if (request?.kind !== "inference" && request?.kind !== "http") return undefined;
  const { body, bodyPath: base } = request;
  if (!isObject(body) || Object.keys(body).length === 0) return undefined;
  if (body.prompt_id !== undefined || isObject(body.prompt) || body.previous_interaction_id !== undefined) return undefined;
  const config = objectOf(body.config);
  const holder = Array.isArray(config.tools) ? config : body;
  const path: JsonPath = holder === config ? [...base, "config", "tools"] : [...base, "tools"];
  if (holder.tools !== undefined && holder.tools !== null && !Array.isArray(holder.tools)) return undefined;
  const tools: OfferedTool[] = [];
  for (const [at, tool] of listOf(holder.tools).entries()) {
    const read = isObject(tool) ? readTool(tool, [...path, at]) : undefined;
    if (read === undefined) return undefined;
    for (const each of read) tools.push(each);
  }
  for (const [at, tool] of listOf(body.functions).entries()) {
    for (const each of isObject(tool) ? named(tool, tool.parameters, [...base, "functions", at]) : []) tools.push(each);
  }
  return { tools, path: holder.tools === undefined ? base : path };
}

function named(tool: JsonObject, schema: unknown, path: JsonPath): OfferedTool[] {
  const name = stringOf(tool.name);
  return name === undefined ? [] : [{ name, schema, path }];
}

/** Empty for a hosted tool, which the client never runs; undefined for a kind that nobody knows. */
function readTool(tool: JsonObject, path: JsonPath): OfferedTool[] | undefined {
  const declarations = tool.function_declarations ?? tool.functionDeclarations;
  if (Array.isArray(declarations)) {
    return declarations.flatMap((each: unknown, at) =>
      isObject(each) ? named(each, schemaOfDeclaration(each), [...path, "function_declarations", at]) : [],
    );
  }
  const holder = isObject(tool.function) ? tool.function : isObject(tool.custom) ? tool.custom : tool;
  const tools = named(holder, holder.parameters ?? holder.input_schema, path);
  if (tools.length > 0) return tools;
  // A hosted tool is a type with settings, or with Gemini a single key.
  const type = stringOf(tool.type);
  if (type !== undefined) return /^(function|custom|namespace|mcp|toolset)/.test(type) ? undefined : [];
  return Object.keys(tool).length === 1 ? [] : undefined;
}

/** Gemini spells types in capitals, which is no JSON schema; only what it takes over unchanged is one. */
function schemaOfDeclaration(declaration: JsonObject): unknown {
  return declaration.parameters_json_schema ?? declaration.parametersJsonSchema;
}
