/** What an Anthropic client needs of a message and of each event, by `type`. Unknown types, blocks, stop reasons and fields are allowed. */
import * as z from "zod/mini";
import { isObject, objectOf, stringOf, type JsonObject } from "../json";

const text = z.nullish(z.string());
const usage = z.record(z.string(), z.unknown());

/** An object that must have a field, of any type. */
function said(key: string) {
  return z.looseObject({}).check(
    z.superRefine((value: JsonObject, context) => {
      const found = value[key];
      if (found === undefined || found === null)
        context.addIssue({ code: "invalid_type", expected: "object", path: [key], input: found });
    }),
  );
}

/** The required fields of a block, by its type; other types are allowed. */
function block(texts: Readonly<Record<string, readonly string[]>>) {
  return z.looseObject({ type: z.string(), text, thinking: text }).check(
    z.superRefine((value: JsonObject, context) => {
      for (const key of texts[stringOf(value.type) ?? ""] ?? [])
        if (typeof value[key] !== "string")
          context.addIssue({ code: "invalid_type", expected: "string", path: [key], input: value[key] });
      if (value.type !== "fallback") return;
      const model = objectOf(value.to).model ?? null;
      if (!isObject(value.to)) context.addIssue({ code: "invalid_type", expected: "object", path: ["to"], input: value.to });
      else if (model !== null && typeof model !== "string")
        context.addIssue({ code: "invalid_type", expected: "string", path: ["to", "model"], input: model });
    }),
  );
}

const whole = block({ text: ["text"], thinking: ["thinking"], tool_use: ["id", "name"] });
/** Text or thinking that is missing at the start is reported when a delta comes. */
const begun = block({ tool_use: ["id", "name"] });

const message = z.object({ role: text, model: text, content: z.array(whole), stop_reason: text, usage });
/** Both clients accept a number written as a string. */
const index = z.union([z.int(), z.string().check(z.regex(/^-?\d{1,9}$/))]);

const byType: Readonly<Record<string, z.ZodMiniType>> = {
  message,
  message_start: z.object({ message }),
  content_block_start: z.object({ content_block: begun }),
  content_block_delta: z.object({ index, delta: z.object({ type: z.string() }) }),
  content_block_stop: z.object({ index }),
  message_delta: z.object({ delta: z.object({ stop_reason: text }), usage }),
  error: z.object({ error: z.union([z.string(), z.object({ type: text, message: text })]) }),
};

const byDelta: Readonly<Record<string, z.ZodMiniType>> = {
  text_delta: z.object({ index, delta: z.object({ text: z.string() }) }),
  thinking_delta: z.object({ index, delta: z.object({ thinking: z.string() }) }),
  citations_delta: z.object({ index, delta: said("citation") }),
  input_json_delta: z.object({ index, delta: z.object({ partial_json: z.string() }) }),
};

/** undefined for unknown types. */
export function messageSchema({ type, delta }: JsonObject): z.ZodMiniType | undefined {
  const kind = stringOf(objectOf(delta).type) ?? "";
  if (type === "content_block_delta" && Object.hasOwn(byDelta, kind)) return byDelta[kind];
  return typeof type === "string" && Object.hasOwn(byType, type) ? byType[type] : undefined;
}
