/** What a replay wrote down of each file, as a client sends it. */
import * as z from "zod/mini";

const counts = z.array(z.number());
const value = z.nullable(z.string());
const driftedField = z.object({ path: z.array(z.union([z.string(), z.number()])), recorded: value, asked: value });

export const replayedFiles = z.array(
  z.object({
    path: z.string(),
    recordings: z.number(),
    plays: counts,
    dropped: counts,
    tests: z.array(z.object({ testId: z.string(), outcome: z.string() })),
    misses: z.number(),
    drift: z.array(z.object({ index: z.number(), testId: z.string(), count: z.number(), fields: z.array(driftedField) })),
  }),
);
