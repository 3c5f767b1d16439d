/** What an Anthropic client needs of a message and of each event, by `type`. Unknown types, blocks, stop reasons and fields are the provider's business. */
import * as z from "zod/mini";
import { objectOf, stringOf, type JsonObject } from "../json";
import { required } from "./required";

const text = z.nullish(z.string());
const usage = z.record(z.string(), z.unknown());

const block = z
  .object({ type: z.string(), text, thinking: text, id: text, name: text })
  .check(required("type", { text: ["text"], thinking: ["thinking"], tool_use: ["id", "name"] }));

const message = z.object({ role: text, content: z.array(block), stop_reason: text, usage });
/** Both clients take a number that is written as a text. */
const index = z.union([z.int(), z.string().check(z.regex(/^-?\d{1,9}$/))]);

const byType: Readonly<Record<string, z.ZodMiniType>> = {
  message,
  message_start: z.object({ message }),
  content_block_start: z.object({ content_block: block }),
  content_block_delta: z.object({ index, delta: z.object({ type: z.string() }) }),
  content_block_stop: z.object({ index }),
  message_delta: z.object({ delta: z.object({ stop_reason: text }), usage }),
  error: z.object({ error: z.union([z.string(), z.object({ type: text, message: text })]) }),
};

const byDelta: Readonly<Record<string, z.ZodMiniType>> = {
  text_delta: z.object({ index, delta: z.object({ text: z.string() }) }),
  thinking_delta: z.object({ index, delta: z.object({ thinking: z.string() }) }),
  input_json_delta: z.object({ index, delta: z.object({ partial_json: z.string() }) }),
};

/** Undefined for what is not known. */
export function messageSchema({ type, delta }: JsonObject): z.ZodMiniType | undefined {
  const kind = stringOf(objectOf(delta).type) ?? "";
  if (type === "content_block_delta" && Object.hasOwn(byDelta, kind)) return byDelta[kind];
  return typeof type === "string" && Object.hasOwn(byType, type) ? byType[type] : undefined;
}
