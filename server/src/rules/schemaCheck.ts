/** Checks the unambiguous part of JSON Schema: `type`, `enum`, `const`, `required`, closed objects, items. Ignores everything else. */
import type { JsonPath } from "../recording/document";
import { isObject, listOf, nameValue, type JsonObject } from "../recording/json";

export interface SchemaBreak {
  /** Path within the value. */
  readonly path: JsonPath;
  /** What is wrong: "`city` is missing". */
  readonly what: string;
}

/** The first certain violation of the schema; undefined if there is none. Never throws. */
export function firstBreak(schema: unknown, value: unknown, path: JsonPath = [], depth = 0): SchemaBreak | undefined {
  if (!isObject(schema) || depth > 50 || hasAlternatives(schema)) return undefined;
  return (
    wrongType(schema, value, path) ??
    notAllowed(schema, value, path) ??
    wrongProperty(schema, value, path, depth) ??
    wrongItem(schema, value, path, depth)
  );
}

/** Whether a schema has keywords that may allow what others forbid, or that refer elsewhere. */
function hasAlternatives(schema: JsonObject): boolean {
  return (
    ["$ref", "anyOf", "oneOf", "allOf", "not", "if", "$dynamicRef"].some((key) => Object.hasOwn(schema, key)) ||
    schema.nullable === true
  );
}

function wrongType(schema: JsonObject, value: unknown, path: JsonPath): SchemaBreak | undefined {
  const types = typeof schema.type === "string" ? [schema.type] : listOf(schema.type);
  const known = types.filter((type): type is string => typeof type === "string" && Object.hasOwn(isOfType, type));
  if (known.length === 0 || known.length < types.length || known.some((type) => isOfType[type]?.(value) === true))
    return undefined;
  return { path, what: `${spell(path)} is ${nameValue(value)} but should be of type ${known.join(" or ")}` };
}

const isOfType: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  array: Array.isArray,
  object: isObject,
  null: (value) => value === null,
};

function notAllowed(schema: JsonObject, value: unknown, path: JsonPath): SchemaBreak | undefined {
  const isPlain = (each: unknown) => typeof each !== "object" || each === null;
  if (!Array.isArray(schema.enum) || !isPlain(value) || !schema.enum.every(isPlain) || schema.enum.includes(value))
    return undefined;
  return {
    path,
    what: `${spell(path)} is ${nameValue(value)} but should be one of ${schema.enum.slice(0, 8).map(nameValue).join(", ")}`,
  };
}

function wrongProperty(schema: JsonObject, value: unknown, path: JsonPath, depth: number): SchemaBreak | undefined {
  if (!isObject(value)) return undefined;
  const properties = isObject(schema.properties) ? schema.properties : {};
  for (const name of listOf(schema.required)) {
    if (typeof name === "string" && !Object.hasOwn(value, name)) return { path, what: `${spell([...path, name])} is missing` };
  }
  for (const [name, each] of Object.entries(value)) {
    if (Object.hasOwn(properties, name)) {
      const found = firstBreak(properties[name], each, [...path, name], depth + 1);
      if (found !== undefined) return found;
    } else if (schema.additionalProperties === false && !isObject(schema.patternProperties)) {
      return { path: [...path, name], what: `${spell([...path, name])} is not a parameter` };
    }
  }
  return undefined;
}

function wrongItem(schema: JsonObject, value: unknown, path: JsonPath, depth: number): SchemaBreak | undefined {
  if (!Array.isArray(value) || !isObject(schema.items) || schema.prefixItems !== undefined) return undefined;
  for (const [at, each] of value.entries()) {
    const found = firstBreak(schema.items, each, [...path, at], depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function spell(path: JsonPath): string {
  if (path.length === 0) return "the whole";
  return `\`${path.map((step, depth) => (typeof step === "number" ? `[${step}]` : depth === 0 ? step : `.${step}`)).join("")}\``;
}
