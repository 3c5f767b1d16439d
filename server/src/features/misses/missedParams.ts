/** Schema of missed requests that a run logged, as a client sends them. */
import * as z from "zod/mini";

const text = z.string();
const texts = z.array(text);

export const missedEvents = z.array(
  z.object({
    event: z.literal("missed"),
    ...{ testId: text, cassette: text, exists: z.boolean(), mode: text, matchers: texts },
    request: z.object({ method: text, uri: text, headers: z.record(text, texts), body: z.optional(text) }),
    candidates: z.array(
      z.object({
        ...{ index: z.number(), cassette: text, succeeded: texts },
        failed: z.array(z.object({ matcher: text, message: text })),
      }),
    ),
    consumed: z.array(z.number()),
  }),
);
