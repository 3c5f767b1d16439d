/** Token counts under the names of each family. */
import { numberOf, objectOf, type JsonObject } from "../../json";
import { Placed, type PathMaker } from "./builder";
import type { UsageFacts } from "./facts";

const openaiNames = {
  input: ["prompt_tokens", "input_tokens"],
  output: ["completion_tokens", "output_tokens"],
  total: ["total_tokens"],
} as const;

/** OpenAI includes reasoning in the output, others count it separately; undefined if there are no counts. */
export function openaiUsage(usage: JsonObject, path: PathMaker, chunk: number): UsageFacts | undefined {
  const details = objectOf(usage.completion_tokens_details ?? usage.output_tokens_details);
  return usageFacts(usage, openaiNames, numberOf(details.reasoning_tokens) ?? 0, { path, chunk });
}

export interface UsageNames {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly total: readonly string[];
}

interface UsagePlace {
  readonly path: PathMaker;
  readonly chunk: number;
}

/** `aside` are tokens that only the total includes. */
export function usageFacts(
  usage: JsonObject,
  names: UsageNames,
  aside: number,
  { path, chunk }: UsagePlace,
): UsageFacts | undefined {
  const total = firstCount(usage, names.total);
  const input = countOf(usage, firstCount(usage, names.input));
  const output = countOf(usage, firstCount(usage, names.output));
  const sum = countOf(usage, total);
  if (input === undefined && output === undefined && sum === undefined) return undefined;
  const said = sum === undefined || total === undefined ? undefined : new Placed(sum, () => [...path(), total], chunk);
  return { input, output, aside, total: said };
}

function firstCount(usage: JsonObject, keys: readonly string[]): string | undefined {
  for (const key of keys) if (numberOf(usage[key]) !== undefined) return key;
  return undefined;
}

function countOf(usage: JsonObject, key: string | undefined): number | undefined {
  return key === undefined ? undefined : numberOf(usage[key]);
}
