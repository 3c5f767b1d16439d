/** Objects that need different properties by what they are. */
import * as z from "zod/mini";
import { stringOf } from "../json";

/** A check for a schema: the texts that an object cannot do without, by the value of its property `type`. Other objects need none. */
export function required(type: string, names: Readonly<Record<string, readonly string[]>>) {
  const byType = new Map(Object.entries(names));
  return z.superRefine((value: Readonly<Record<string, unknown>>, context) => {
    for (const name of byType.get(stringOf(value[type]) ?? "") ?? []) {
      if (value[name] === undefined || value[name] === null) {
        context.addIssue({ code: "invalid_type", expected: "string", path: [name], input: value[name] });
      }
    }
  });
}
