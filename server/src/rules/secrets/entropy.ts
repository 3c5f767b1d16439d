/** Whether a string is randomly generated or a placeholder. */

/** Shannon entropy in bits per character, from the frequencies of characters in the string itself. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/**
 * Words that people write in place of a credential, and sequences that are never random. Words of four letters do occur in one of some thousand
 * random keys, so they only count at the start.
 */
const standIn =
  /example|sample|dummy|placeholder|redact|changeme|change-me|your[-_]|my[-_]?(?:key|token|secret)|insert|x{5}|\*\*\*|\.\.\.|…|<[^<>]*>|\{\{|\$\{|not[-_](?:a|needed|used|real)|not(?:needed|used|real)|test[-_]?(?:key|token)|unused|(.)\1{7}|123456789|abcdefgh/i;
const shortWord = /^(?:\w{1,8}-)?(?:[Ff]ake|FAKE|[Mm]ock|MOCK|[Nn]one|NONE)/;

export const isStandIn = (text: string): boolean => standIn.test(text) || shortWord.test(text);

/** Whether a text is long, mixed and not a placeholder: 3 bits per character separate keys from words and counters. */
export function looksRandom(text: string): boolean {
  return text.length >= 12 && entropy(text) >= 3 && !isStandIn(text);
}

/** Words joined by dashes have no run of this length with a digit in it. */
const run = /(?=[A-Za-z]{0,13}\d)[A-Za-z0-9]{14}/;

/** Whether letters and digits alternate, unlike in names made of words (`sk-learn-style-names`, `sk-Llama-3-70B-Instruct`). */
export function looksMixed(text: string): boolean {
  if (run.test(text)) return true;
  const turns = text.match(/[a-z](?=[A-Z0-9])|[A-Z](?=[a-z0-9])|[0-9](?=[A-Za-z])/g)?.length ?? 0;
  return turns >= text.length * 0.2;
}
