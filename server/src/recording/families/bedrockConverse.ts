/** Bedrock's Converse API, whole or as stream events; Nova sends the same events if it is invoked directly. */
import * as z from "zod/mini";
import { isObject, objectOf, stringOf, type JsonObject } from "../json";
import type { Chunk } from "../recording";
import { converseFields } from "./bedrockConverseFields";
import { ConverseReader, converseEvents } from "./bedrockConverseReader";
import { declaredProblems, objectIn, readDeclared } from "./declared";
import type { Family } from "./family";
import { unframed } from "./frames";

export const bedrockConverse: Family = {
  id: "bedrock.converse",
  title: "Bedrock conversation",
  failureWords: {
    guardrail_intervened: "a guardrail stepped in",
    content_filtered: "the provider's content filter cut it off",
    malformed_model_output: "the model made a malformed answer",
    malformed_tool_use: "the model made a malformed tool call",
  },
  endsWithReason: true,
  finishWithoutCalls: "end_turn",
  mixesTypes: true,
  endpoint: (path) => /\/model\/[^/]+\/converse(?:-stream)?$/.test(path),
  recognises: (chunk) => {
    const { data } = unframed(chunk);
    if (typeof data !== "string") return looksLikeOne(objectOf(data));
    return /^data: ?\{ ?"(?:message|contentBlock)St/.test(data) && looksLikeOne(objectIn(chunk) ?? {});
  },
  validate,
  read: (recording, unsound) => readDeclared("bedrock.converse", recording, unsound, new ConverseReader(), converseFields),
};

function looksLikeOne(data: JsonObject): boolean {
  const { output, stopReason } = data;
  if (isObject(output)) return stringOf(stopReason) !== undefined && isObject(output.message);
  return converseEvents.some((event) => event !== "metadata" && isObject(data[event]));
}

/** Exactly one member of Amazon's unions is set; their clients raise an error otherwise. */
const oneMember = z.superRefine((value: JsonObject, context) => {
  const set = Object.values(value).filter((each) => each !== null).length;
  if (set !== 1) context.addIssue({ code: "custom", message: "an object with exactly one field", input: value });
});

const index = z.int();
const text = z.nullish(z.string());
const reasoning = z.looseObject({ text, signature: text }).check(oneMember);
const delta = z
  .looseObject({
    text,
    toolUse: z.nullish(z.object({ input: z.string() })),
    reasoningContent: z.nullish(reasoning),
  })
  .check(oneMember);
const table = z.nullish(z.object({}));
const event = {
  messageStart: z.object({ role: z.string() }),
  contentBlockStart: z.object({ contentBlockIndex: index, start: z.object({}) }),
  contentBlockDelta: z.object({ contentBlockIndex: index, delta }),
  contentBlockStop: z.object({ contentBlockIndex: index }),
  messageStop: z.object({ stopReason: z.string() }),
  metadata: z.object({ usage: table, metrics: table }),
};
const eventSchema = z.partial(z.object(event));
const wholeSchema = z.object({
  output: z.object({ message: z.object({ role: z.string(), content: z.array(z.object({})) }) }),
  stopReason: z.string(),
});

function validate(chunk: Chunk) {
  const data = objectIn(chunk) ?? {};
  if (isObject(data.error)) return [];
  const schema = Object.hasOwn(data, "output") ? wholeSchema : eventSchema;
  return declaredProblems(schema, chunk, "so a Bedrock client cannot read the answer");
}
