/** Whether a string is made by a machine's dice or by somebody who needed a stand-in. */

/** Bits per character, by the frequencies of the characters in the string itself (Shannon). */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/**
 * Words that people write where a credential would stand, and runs that no dice give. Dice do give words of four letters, in one key of some
 * thousands: those count at the beginning only.
 */
const standIn =
  /example|sample|dummy|placeholder|redact|changeme|change-me|your[-_]|my[-_]?(?:key|token|secret)|insert|x{5}|\*\*\*|\.\.\.|…|<[^<>]*>|\{\{|\$\{|not[-_](?:a|needed|used|real)|not(?:needed|used|real)|test[-_]?(?:key|token)|unused|(.)\1{7}|123456789|abcdefgh/i;
const shortWord = /^(?:\w{1,8}-)?(?:[Ff]ake|FAKE|[Mm]ock|MOCK|[Nn]one|NONE)/;

export const isStandIn = (text: string): boolean => standIn.test(text) || shortWord.test(text);

/** Long, mixed and no stand-in: 3 bits per character tell keys from words and counters. */
export function looksRandom(text: string): boolean {
  return text.length >= 12 && entropy(text) >= 3 && !isStandIn(text);
}

/** Words joined by dashes have none this long with a digit in it. */
const run = /(?=[A-Za-z]{0,13}\d)[A-Za-z0-9]{14}/;

/** Whether it is not a name put together of words (`sk-learn-style-names`, `sk-Llama-3-70B-Instruct`): its letters and digits take turns. */
export function looksMixed(text: string): boolean {
  if (run.test(text)) return true;
  const turns = text.match(/[a-z](?=[A-Z0-9])|[A-Z](?=[a-z0-9])|[0-9](?=[A-Za-z])/g)?.length ?? 0;
  return turns >= text.length * 0.2;
}
