/** Fits a conversation into a number of tokens. */
import type { Part } from "./parts";

/** Roughly how many tokens a text takes: a quarter of its UTF-8 bytes. */
export const tokensOf = (text: string): number => Math.ceil(Buffer.byteLength(text) / 4);

/** The least part of a text that is useful. */
const least = 60;

/**
 * How many tokens each part gets, by index; 0 for what is left out. The most informative come first: the answer, the last message,
 * the first, then backwards from the last. Short parts leave their room to others, long ones get equal shares; tools and other fields get an eighth.
 */
export function sharesOf(parts: readonly Part[], budget: number): readonly number[] {
  const sizes = parts.map(({ part, text }) => Math.min(tokensOf(text), isAside(part) ? Math.ceil(budget / 8) : Infinity));
  const chosen: number[] = [];
  let room = budget;
  for (const at of byWeight(parts)) {
    const needed = Math.min(sizes[at] ?? 0, least);
    if (needed > room && chosen.length > 0) break;
    chosen.push(at);
    room -= needed;
  }
  const shares = parts.map(() => 0);
  let left = budget;
  const ascending = chosen.sort((a, b) => (sizes[a] ?? 0) - (sizes[b] ?? 0));
  for (const [served, at] of ascending.entries()) {
    const share = Math.max(1, Math.min(sizes[at] ?? 0, Math.floor(left / (ascending.length - served))));
    shares[at] = share;
    left -= share;
  }
  return shares;
}

/** Neither a message nor an answer; agents can ask for the rest. */
const isAside = (part: string): boolean => !/^(?:message|answer|error)\b/.test(part);

function byWeight(parts: readonly Part[]): readonly number[] {
  const places = parts.map((_, at) => at);
  const isMessage = (at: number | undefined) => parts[at ?? -1]?.part.startsWith("message ") === true;
  const messages = places.filter(isMessage);
  const answers = places.filter((at) => /^(?:answer|error)/.test(parts[at]?.part ?? ""));
  const rest = places.filter((at) => !isMessage(at) && !answers.includes(at));
  const [first, ...others] = messages;
  const last = others.pop();
  return [...answers, ...[last, first].filter((at) => at !== undefined), ...others.reverse(), ...rest];
}

/** The start of a text that takes so many tokens, without splitting a character. */
export function startWithin(text: string, tokens: number): string {
  const bytes = Buffer.from(text.slice(0, tokens * 4));
  if (bytes.length <= tokens * 4) return text.slice(0, tokens * 4).replace(/[\ud800-\udbff]$/, "");
  let end = tokens * 4;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end).toString("utf8");
}
