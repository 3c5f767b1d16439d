/**
 * A quick check of a value by its schema. zod creates objects for everything it checks, and compiles each schema on first use; nearly
 * every value is valid, which a few comparisons can tell.
 */
import type * as z from "zod/mini";
import { isObject, type JsonObject } from "./json";

/** Never true for what the schema would reject. If it is false, the schema decides and describes the problem. */
export type FastCheck = (value: unknown) => boolean;

const looks = new WeakMap<z.ZodMiniType, FastCheck>();

export function fastValidate(schema: z.ZodMiniType): FastCheck {
  let look = looks.get(schema);
  if (look === undefined) looks.set(schema, (look = lookOf(schema)));
  return look;
}

function lookOf(schema: z.core.$ZodType): FastCheck {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const checks = def.checks ?? [];
  if (checks.length === 0) return lookOfType(def);
  const areOwn = checks.every(({ _zod }) => _zod.def.check === "custom");
  return def.type === "object" && areOwn ? lookWithChecks(lookOfType(def), def, checks) : unsure;
}

function lookOfType(def: z.core.$ZodTypes["_zod"]["def"]): FastCheck {
  switch (def.type) {
    case "string":
      return "format" in def ? unsure : (value) => typeof value === "string";
    case "number":
      if (!("format" in def)) return (value) => typeof value === "number" && Number.isFinite(value);
      return def.format === "safeint" ? Number.isSafeInteger : unsure;
    case "boolean":
      return (value) => typeof value === "boolean";
    case "custom":
      return (value) => Boolean(def.fn(value));
    case "unknown":
      return (value) => value !== undefined;
    case "optional":
      return orElse(undefined, lookOf(def.innerType));
    case "nullable":
      return orElse(null, lookOf(def.innerType));
    case "enum":
      return lookAmong(Object.values(def.entries));
    case "array":
      return lookAtList(lookOf(def.element));
    case "literal":
      return lookAmong(def.values);
    case "object":
      return def.catchall === undefined || isUnknown(def.catchall) ? lookAtObject(def.shape) : unsure;
    case "record":
      return def.keyType._zod.def.type === "string" && isUnknown(def.valueType) ? isObject : unsure;
    case "union": {
      const options = def.options.map(lookOf);
      return (value) => options.some((look) => look(value));
    }
    default:
      return unsure;
  }
}

const unsure: FastCheck = () => false;

const isUnknown = ({ _zod }: z.core.$ZodType): boolean => _zod.def.type === "unknown";

/** Custom checks get only those properties of an object that its schema names, unless it is loose. */
function lookWithChecks(look: FastCheck, { shape, catchall }: z.core.$ZodObjectDef, checks: readonly z.core.$ZodCheck[]) {
  const names = catchall === undefined ? Object.keys(shape) : undefined;
  return (value: unknown): boolean => {
    if (!look(value) || !isObject(value)) return false;
    const seen = names === undefined ? value : named(value, names);
    return checks.every((check) => hasNothing(check, seen));
  };
}

function named(value: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(value, name) ? [[name, value[name]]] : [])));
}

function hasNothing(check: z.core.$ZodCheck, value: JsonObject): boolean {
  const payload: z.core.ParsePayload = { value, issues: [] };
  return check._zod.check(payload as never) === undefined && payload.issues.length === 0;
}

function orElse(other: null | undefined, look: FastCheck): FastCheck {
  return (value) => value === other || look(value);
}

function lookAmong(words: readonly unknown[]): FastCheck {
  return (value) => words.includes(value);
}

function lookAtList(look: FastCheck): FastCheck {
  return (value) => {
    if (!Array.isArray(value)) return false;
    for (const each of value as readonly unknown[]) if (!look(each)) return false;
    return true;
  };
}

function lookAtObject(shape: Readonly<Record<string, z.core.$ZodType>>): FastCheck {
  const parts = Object.entries(shape).map(([key, schema]) => ({ key, look: lookOf(schema) }));
  return (value) => {
    if (!isObject(value)) return false;
    for (const { key, look } of parts) if (!look(value[key])) return false;
    return true;
  };
}
