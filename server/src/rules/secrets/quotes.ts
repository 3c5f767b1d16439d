/** Masks credentials that a message quotes from their beginning, in any spelling. */
import { jsonOf } from "../../recording/families/sse";
import { oneLine, printable } from "../../recording/json";
import type { Secret } from "./secretsOf";

/** The mask of a credential: `sk-p…` */
export function maskOf(secret: string): string {
  return `${printable(secret.slice(0, 4))}…`;
}

/** The shortest quote to mask: enough to recognize a credential, and more than a mask shows. The part of a URL before the password does not count. */
const shortest = 8;
const tellingLength = (secret: string): number => Math.max(shortest, (/^\w+:\/\/[^:@]*:/.exec(secret)?.[0].length ?? 0) + 1);

interface Spelling {
  readonly text: string;
  readonly mask: string;
}

/** Sorted by text, so that the one that matches is found by binary search. */
export interface Quotes {
  readonly spellings: readonly Spelling[];
  readonly starts: ReadonlySet<string>;
}

export function quotesOf(secrets: readonly Pick<Secret, "text" | "pieces">[]): Quotes {
  const masks = new Map<string, string>();
  for (const secret of secrets) {
    for (const text of spellingsOf(secret)) if (text.length >= tellingLength(text)) masks.set(text, maskOf(secret.text));
  }
  const spellings = [...masks].map(([text, mask]) => ({ text, mask })).sort((a, b) => (a.text < b.text ? -1 : 1));
  return { spellings, starts: new Set(spellings.map(({ text }) => text.slice(0, shortest))) };
}

function spellingsOf({ text: secret, pieces }: Pick<Secret, "text" | "pieces">): readonly string[] {
  const whole = [secret, printable(secret), oneLine(secret), oneLine(unescaped(secret)), JSON.stringify(secret).slice(1, -1)];
  let from = 0;
  return pieces.length > 1 ? [...whole, ...pieces.map(({ start, end }) => secret.slice(from, (from += end - start)))] : whole;
}

/** A credential as it reads if it was found in JSON within JSON. */
function unescaped(secret: string): string {
  const value = jsonOf(`"${secret}"`);
  return typeof value === "string" ? value : secret;
}

/** The message with each quoted credential, or quoted beginning of one, masked. */
export function withoutQuotes(message: string, { spellings, starts }: Quotes): string {
  if (spellings.length === 0) return message;
  let [masked, from] = ["", 0];
  for (let at = 0; at <= message.length - shortest; at++) {
    if (!starts.has(message.slice(at, at + shortest))) continue;
    const { length, mask } = longest(message.slice(at), spellings);
    if (length === 0) continue;
    masked += message.slice(from, at) + mask;
    from = at + length;
    at = from - 1;
  }
  return masked + message.slice(from);
}

/** The longest beginning that the text shares with a spelling; neighbours in the order share most. Length 0: too short. */
function longest(text: string, spellings: readonly Spelling[]): { readonly length: number; readonly mask: string } {
  let [low, high] = [0, spellings.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spellings[middle]?.text ?? "") < text) low = middle + 1;
    else high = middle;
  }
  let found = { length: 0, mask: "" };
  for (const { text: spelling, mask } of spellings.slice(Math.max(low - 1, 0), low + 1)) {
    const length = commonLength(text, spelling);
    if (length >= tellingLength(spelling) && length > found.length) found = { length, mask };
  }
  return found;
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < other.length && one[length] === other[length]) length++;
  return length;
}
