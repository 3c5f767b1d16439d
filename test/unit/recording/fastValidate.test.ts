import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { fastValidate } from "../../../server/src/recording/fastValidate";

describe("a quick look by a schema", () => {
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

  it("passes what it can tell, and leaves checks to the schema", () => {
    expect(fastValidate(z.object({ a: z.array(z.nullish(z.int())), b: z.unknown() }))({ a: [1, null], b: [] })).toBe(true);
    expect(fastValidate(z.string().check(z.minLength(1)))("a")).toBe(false);
  });
});
