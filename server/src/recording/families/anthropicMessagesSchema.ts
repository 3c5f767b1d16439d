/** What an Anthropic client needs of a message and of each event, by `type`. Unknown types, blocks, stop reasons and fields are the provider's business. */
import * as z from "zod/mini";
import { required } from "./required";

const text = z.nullish(z.string());
const count = z.nullish(z.number());
const usage = z.object({ input_tokens: count, output_tokens: count });

const block = z
  .object({ type: z.string(), text, thinking: text, id: text, name: text, citations: z.nullish(z.array(z.unknown())) })
  .check(required("type", { text: ["text"], thinking: ["thinking"], tool_use: ["id", "name"] }));

const delta = z.object({ type: z.string(), text, thinking: text, signature: text, partial_json: text }).check(
  required("type", {
    text_delta: ["text"],
    thinking_delta: ["thinking"],
    signature_delta: ["signature"],
    input_json_delta: ["partial_json"],
  }),
);

const message = z.object({ role: z.string(), model: text, content: z.array(block), stop_reason: text, usage });
const index = z.int();

export const messageSchemas: ReadonlyMap<string, z.ZodMiniType> = new Map<string, z.ZodMiniType>(
  Object.entries({
    message,
    message_start: z.object({ message }),
    content_block_start: z.object({ index, content_block: block }),
    content_block_delta: z.object({ index, delta }),
    content_block_stop: z.object({ index }),
    message_delta: z.object({ delta: z.object({ stop_reason: text }), usage }),
    error: z.object({ error: z.object({ type: text, message: text }) }),
  }),
);
