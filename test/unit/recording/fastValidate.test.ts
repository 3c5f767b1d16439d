import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { fastValidate } from "../../../server/src/recording/fastValidate";

describe("a quick look by a schema", () => {
  const lacksB = z.superRefine((value: Readonly<Record<string, unknown>>, context) => {
    if (value.b === undefined) context.addIssue({ code: "custom", path: ["b"], input: value });
  });
  const schemas: readonly z.ZodMiniType[] = [
    z.string(),
    z.number(),
    z.int(),
    z.boolean(),
    z.unknown(),
    z.nullish(z.string()),
    z.enum(["a", "b"]),
    z.array(z.nullish(z.int())),
    z.record(z.string(), z.unknown()),
    z.union([z.object({ a: z.array(z.number()) }), z.object({ b: z.string() })]),
    z.object({ a: z.unknown(), b: z.optional(z.boolean()), c: z.nullish(z.object({ d: z.string() })) }),
    z.object({ a: z.string() }).check(z.refine(({ a }) => a !== "a")),
    z.literal(["a", 0]),
    z.looseObject({ a: z.unknown() }).check(lacksB),
    // The check is not shown what the schema does not name.
    z.object({ a: z.unknown() }).check(lacksB),
    z.object({ a: z.unknown(), b: z.optional(z.unknown()) }).check(lacksB),
    z.email(),
    z.strictObject({ a: z.unknown() }),
  ];
  const leaf = fc.constantFrom(null, undefined, "", "a", "b", 0, 1.5, 1e300, Infinity, NaN, true, [], {});
  const nested = (part: fc.Arbitrary<unknown>) =>
    fc.oneof(part, fc.array(part, { maxLength: 2 }), fc.record({ a: part, b: part, c: part, d: part }, { requiredKeys: [] }));
  const value = nested(nested(leaf));

  it("never passes what the schema does not", () => {
    fc.assert(
      fc.property(fc.constantFrom(...schemas), value, (schema, each) => {
        if (fastValidate(schema)(each)) expect(schema.safeParse(each).error?.issues).toBeUndefined();
      }),
      { numRuns: 5000 },
    );
  });

  it("passes what it can tell, and leaves checks of values to the schema", () => {
    expect(fastValidate(z.looseObject({ a: z.string() }).check(lacksB))({ a: "", b: 0 })).toBe(true);
    expect(fastValidate(z.looseObject({ a: z.string() }).check(lacksB))({ a: "" })).toBe(false);
    expect(fastValidate(z.object({ a: z.string() }).check(lacksB))({ a: "", b: 0 })).toBe(false);
    expect(fastValidate(z.object({ a: z.array(z.nullish(z.int())), b: z.unknown() }))({ a: [1, null], b: [] })).toBe(true);
    expect(fastValidate(z.string().check(z.minLength(1)))("a")).toBe(false);
  });
});
