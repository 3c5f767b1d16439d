/** How one name became another, by whole words, because other test ids were often changed in the same way. */

/** The words that differ, with a word on either side, so that the same place can be found in other names. */
export interface WordChange {
  readonly from: string;
  readonly to: string;
}

const wordsIn = (text: string): readonly string[] => text.match(/[^_\W]+|[_\W]/g) ?? [];

/** A word and the separator before the next. */
const beside = 2;

/** undefined for equal texts. */
export function wordChange(before: string, after: string): WordChange | undefined {
  if (before === after) return undefined;
  const [old, now] = [wordsIn(before), wordsIn(after)];
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old[start] === now[start]) start++;
  let tail = 0;
  while (tail < shorter - start && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const part = (words: readonly string[]) =>
    words.slice(Math.max(0, start - beside), words.length - Math.max(0, tail - beside)).join("");
  return { from: part(old), to: part(now) };
}

/** What a text may have been before such a change: undone at each place where it may have been made, and at all of them. */
export function undoneIn(text: string, { from, to }: WordChange): readonly string[] {
  if (to === "" || !text.includes(to)) return [];
  const found = new Set([text.replaceAll(to, () => from)]);
  for (let at = text.indexOf(to); at >= 0 && found.size < most; at = text.indexOf(to, at + 1))
    found.add(text.slice(0, at) + from + text.slice(at + to.length));
  return [...found];
}

const most = 10;

/** Names that differ from this one by one word replaced, added or removed. `vocabulary` are the words to use. */
export function* withOtherWord(name: string, vocabulary: readonly string[]): Generator<string> {
  const words = name.split("_");
  const having = (at: number, count: number, ...others: readonly string[]) =>
    [...words.slice(0, at), ...others, ...words.slice(at + count)].join("_");
  // The first word is the prefix that pytest requires.
  for (let at = 1; at < words.length; at++) if (words.length > 2) yield having(at, 1);
  for (const word of vocabulary) {
    for (let at = 1; at <= words.length; at++) yield having(at, 0, word);
    for (let at = 1; at < words.length; at++) yield having(at, 1, word);
  }
}
