/** Objects with required properties that depend on their type. */
import * as z from "zod/mini";
import { stringOf } from "../json";

const isOf = { string: (value: unknown) => typeof value === "string", array: Array.isArray } as const;

/** A schema check: the texts (or lists) that an object must have, by its property `type`. Other objects need none. */
export function required(
  type: string,
  names: Readonly<Record<string, readonly string[]>>,
  expected: keyof typeof isOf = "string",
) {
  const byType = new Map(Object.entries(names));
  return z.superRefine((value: Readonly<Record<string, unknown>>, context) => {
    for (const name of byType.get(stringOf(value[type]) ?? "") ?? []) {
      if (!isOf[expected](value[name])) context.addIssue({ code: "invalid_type", expected, path: [name], input: value[name] });
    }
  });
}
