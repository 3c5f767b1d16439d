/** What to record again: the type, and its validation. */
import * as z from "zod/mini";

const uri = z.string();

export const rerecordTarget = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("recording"), uri }),
  /** Ids of recordings whose tests are recorded again. */
  z.object({ kind: z.literal("recordings"), uris: z.readonly(z.array(uri)) }),
  /** Names of classes and the function, outermost first. */
  z.object({ kind: z.literal("test"), uri, names: z.readonly(z.array(z.string())) }),
  z.object({ kind: z.literal("nodeId"), nodeId: z.string(), from: z.string() }),
  /** The test or class at this position of a test module. */
  z.object({ kind: z.literal("place"), uri, position: z.object({ line: z.number(), character: z.number() }) }),
  z.object({ kind: z.literal("module"), uri }),
  /** All tests whose module or recordings are in this folder. */
  z.object({ kind: z.literal("folder"), uri }),
  /** All tests with a recording that has a finding of this rule. */
  z.object({ kind: z.literal("finding"), code: z.string() }),
]);

export type RerecordTarget = Readonly<z.infer<typeof rerecordTarget>>;

/** Validates an argument of a command, which may come from anywhere. */
export function isRerecordTarget(value: unknown): value is RerecordTarget {
  return rerecordTarget.safeParse(value).success;
}
