/** What both versions of Cohere's API share. */
import { numberOf, objectOf } from "../json";
import { fields, usageFields, type KnownFields } from "./also";
import type { UsageFacts } from "./facts/facts";

/** Finish reasons that explain why there is no proper answer. */
export const cohereFailures: Readonly<Record<string, string>> = {
  ERROR: "the provider failed",
  ERROR_TOXIC: "the provider's content filter cut it off",
  ERROR_LIMIT: "it is longer than the model's context",
  TIMEOUT: "the provider took too long",
  USER_CANCEL: "the client cancelled it",
};

const counts = usageFields("input_tokens", "output_tokens");

/** The tokens that were used, and those that are billed. */
export const knownUsage: KnownFields = { tokens: counts, ...fields(true, "billed_units", "api_version") };

/** Reads `usage`, called `meta` in the first version; undefined if there are no counts. */
export function cohereUsage(usage: unknown): UsageFacts | undefined {
  const { tokens, billed_units: billed } = objectOf(usage);
  const { input_tokens: input, output_tokens: output } = objectOf(tokens ?? billed);
  const [counted, said] = [numberOf(input), numberOf(output)];
  return counted === undefined && said === undefined ? undefined : { input: counted, output: said, aside: 0, total: undefined };
}
