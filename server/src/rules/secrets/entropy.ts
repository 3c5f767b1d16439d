/** Whether a string is made by a machine's dice or by somebody who needed a stand-in. */

/** Bits per character, by the frequencies of the characters in the string itself (Shannon). */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Words that people write where a credential would stand, and runs that no dice give. */
const standIn =
  /example|sample|dummy|fake|placeholder|redact|changeme|change-me|your[-_]|my[-_]?(?:key|token|secret)|insert|xxxx|\*\*\*|\.\.\.|<[^<>]*>|\{\{|\$\{|not[-_]?(?:a|needed|used|real)|test[-_]?(?:key|token)|mock|unused|none|(.)\1{5}|123456789|abcdefgh/i;

/** Long, mixed and no stand-in: 3 bits per character tell keys from words and counters. */
export function looksRandom(text: string): boolean {
  return text.length >= 12 && entropy(text) >= 3 && !standIn.test(text);
}
