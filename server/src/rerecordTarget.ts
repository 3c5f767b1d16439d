/** What to record again: the type, and the check of what a command, a view or a client gives. */
import * as z from "zod/mini";

const uri = z.string();

export const rerecordTarget = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("recording"), uri }),
  /** Ids of several, whose tests are recorded again. */
  z.object({ kind: z.literal("recordings"), uris: z.readonly(z.array(uri)) }),
  /** Names are those of classes and functions, outermost first. */
  z.object({ kind: z.literal("test"), uri, names: z.readonly(z.array(z.string())) }),
  z.object({ kind: z.literal("nodeId"), nodeId: z.string(), from: z.string() }),
  /** Whatever test or class stands at this place of a test module. */
  z.object({ kind: z.literal("place"), uri, position: z.object({ line: z.number(), character: z.number() }) }),
  z.object({ kind: z.literal("module"), uri }),
  /** All tests in modules, or with recordings, in this folder. */
  z.object({ kind: z.literal("folder"), uri }),
  /** All tests whose recordings carry a finding with this code. */
  z.object({ kind: z.literal("finding"), code: z.string() }),
]);

export type RerecordTarget = Readonly<z.infer<typeof rerecordTarget>>;

/** Arguments of commands come from anywhere. */
export function isRerecordTarget(value: unknown): value is RerecordTarget {
  return rerecordTarget.safeParse(value).success;
}
