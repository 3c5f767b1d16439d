/** What the contents of an interaction add to the answer, and its token counts. */
import { isObject, listOf, objectOf, stringOf, type JsonObject } from "../json";
import type { JsonPath } from "../jsonPath";
import type { ChoicePart } from "./assembly";
import type { Spoken } from "./declared";
import type { UsageFacts } from "./facts/facts";
import { usageFacts } from "./facts/usage";

/** Part of the model's output; images, audio and documents are kept whole. */
export function outputPart(content: JsonObject): ChoicePart {
  if (content.type !== "text") return { choice: 0, items: [{ type: stringOf(content.type) ?? "", value: content }] };
  return { choice: 0, content: stringOf(content.text), annotations: annotationsOf(content) };
}

export function summaryPart(content: JsonObject): ChoicePart {
  return { choice: 0, reasoning: stringOf(content.text) ?? stringOf(content.thought) };
}

export function annotationsOf(block: JsonObject): readonly unknown[] | undefined {
  const annotations = listOf(block.annotations);
  return annotations.length > 0 ? annotations : undefined;
}

/** Proves to the provider that the reasoning is its own, if a later turn quotes it. */
export function signature(value: unknown): ChoicePart[] {
  return typeof value === "string" && value !== "" ? [{ choice: 0, items: [{ type: "thought_signature", value }] }] : [];
}

const usageNames = { input: ["total_input_tokens"], output: ["total_output_tokens"], total: ["total_tokens"] };

/** The token counts at a path within the object; undefined if there are none. */
export function usageOf(path: JsonPath, said: Spoken): UsageFacts | undefined {
  let usage: unknown = said.data;
  for (const step of path) usage = objectOf(usage)[step];
  if (!isObject(usage)) return undefined;
  const aside = [usage.total_tool_use_tokens, usage.total_thought_tokens].reduce<number>(
    (sum, count) => (typeof count === "number" ? sum + count : sum),
    0,
  );
  return usageFacts(usage, usageNames, aside, { path: () => said.at(...path), chunk: said.chunk });
}
