/** Log probabilities in the forms of OpenAI's three APIs. */
import { isObject, listOf, numberOf, objectOf, type JsonObject } from "../json";
import type { TokenLogprob } from "../reassembled";

type Token = Omit<TokenLogprob, "chunk">;

/** Chat: a list for the content and one for a refusal. undefined if there are none. */
export function chatLogprobs(logprobs: unknown): Token[] | undefined {
  if (!isObject(logprobs)) return undefined;
  const tokens = [...tokensOf(logprobs.content), ...tokensOf(logprobs.refusal)];
  return tokens.length === 0 ? undefined : tokens;
}

/** A list of objects with `token`, `logprob` and `top_logprobs`; other elements are left out. */
export function tokensOf(list: unknown): Token[] {
  const tokens: Token[] = [];
  for (const entry of listOf(list)) {
    if (!isToken(entry)) continue;
    const top = listOf(entry.top_logprobs).filter(isToken);
    tokens.push({ token: entry.token, logprob: entry.logprob, top: top.map(({ token, logprob }) => ({ token, logprob })) });
  }
  return tokens;
}

function isToken(entry: unknown): entry is JsonObject & { readonly token: string; readonly logprob: number } {
  return isObject(entry) && typeof entry.token === "string" && numberOf(entry.logprob) !== undefined;
}

/** Text completions: parallel lists, and the alternatives as one object per token. undefined if there are none. */
export function completionLogprobs(logprobs: unknown): Token[] | undefined {
  if (!isObject(logprobs)) return undefined;
  const probabilities = listOf(logprobs.token_logprobs);
  const alternatives = listOf(logprobs.top_logprobs);
  const tokens = listOf(logprobs.tokens).flatMap((token, at) => {
    const logprob = numberOf(probabilities[at]);
    return typeof token !== "string" || logprob === undefined ? [] : [{ token, logprob, top: pairs(objectOf(alternatives[at])) }];
  });
  return tokens.length === 0 ? undefined : tokens;
}

function pairs(alternatives: JsonObject): Token["top"] {
  return Object.entries(alternatives).flatMap(([token, logprob]) => (typeof logprob === "number" ? [{ token, logprob }] : []));
}
