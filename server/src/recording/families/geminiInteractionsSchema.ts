/** What a client needs of an interaction and of each event, by `event_type`. Unknown types, statuses and fields are allowed. */
import * as z from "zod/mini";
import { required } from "./required";

const text = z.nullish(z.string());
const count = z.nullish(z.number());
const usage = z.nullish(z.object({ total_input_tokens: count, total_output_tokens: count, total_tokens: count }));
const index = z.int();

/** A text needs its text and a call its name; anything else only needs a type. */
const block = z
  .object({ type: z.string(), text, id: text, name: text, signature: text, summary: z.nullish(z.array(z.object({ text }))) })
  .check(required("type", { text: ["text"], function_call: ["name"] }));

const list = z.nullish(z.array(block));
const interaction = z.object({ id: text, model: text, status: text, role: text, outputs: list, steps: list, usage });
const started = z.object({ type: z.string() });
const grown = z.object({
  index,
  delta: z
    .object({ type: z.string(), text, signature: text, id: text, name: text, content: z.nullish(z.object({ text })) })
    .check(required("type", { text: ["text"] })),
});
const stopped = z.object({ index });

export const interactionSchemas: ReadonlyMap<string, z.ZodMiniType> = new Map<string, z.ZodMiniType>(
  Object.entries({
    interaction,
    "interaction.start": z.object({ interaction }),
    "interaction.created": z.object({ interaction }),
    "interaction.complete": z.object({ interaction }),
    "interaction.completed": z.object({ interaction }),
    "content.start": z.object({ index, content: started }),
    "content.delta": grown,
    "content.stop": stopped,
    "step.start": z.object({ index, step: started }),
    "step.delta": grown,
    "step.stop": stopped,
  }),
);
