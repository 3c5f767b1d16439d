/** Token counts under the names that families give them. */
import type { JsonPath } from "../../recording/document";
import { numberOf, objectOf, type JsonObject } from "../../recording/json";
import type { UsageFacts } from "./facts";

/** Reasoning is part of the output at OpenAI and beside it at others; undefined where nothing is counted. */
export function openaiUsage(usage: JsonObject, path: JsonPath, chunk: number): UsageFacts | undefined {
  const details = objectOf(usage.completion_tokens_details ?? usage.output_tokens_details);
  return usageFacts(usage, path, chunk, {
    input: ["prompt_tokens", "input_tokens"],
    output: ["completion_tokens", "output_tokens"],
    total: ["total_tokens"],
    aside: numberOf(details.reasoning_tokens) ?? 0,
  });
}

export interface UsageNames {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly total: readonly string[];
  readonly aside: number;
}

export function usageFacts(usage: JsonObject, path: JsonPath, chunk: number, names: UsageNames): UsageFacts | undefined {
  const first = (keys: readonly string[]) => keys.find((key) => numberOf(usage[key]) !== undefined);
  const [input, output, total] = [first(names.input), first(names.output), first(names.total)];
  if (input === undefined && output === undefined && total === undefined) return undefined;
  const count = (key: string | undefined) => (key === undefined ? undefined : numberOf(usage[key]));
  const sum = count(total);
  return {
    input: count(input),
    output: count(output),
    aside: names.aside,
    total: sum === undefined || total === undefined ? undefined : { value: sum, path: [...path, total], chunk },
  };
}
