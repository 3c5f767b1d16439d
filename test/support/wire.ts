/** Streams as they go over the wire: cut into pieces as a network might, written as lines as the recorder does. */

/** Cuts a text into pieces of the given lengths (at least 1 each), without taking a surrogate pair apart. */
export function cutText(text: string, lengths: Iterable<number>): string[] {
  const pieces: string[] = [];
  const source = lengths[Symbol.iterator]();
  for (let start = 0; start < text.length;) {
    const length = 1 + Math.max(0, Number(source.next().value ?? 0));
    const splitsPair =
      /[\ud800-\udbff]/.test(text[start + length - 1] ?? "") && /[\udc00-\udfff]/.test(text[start + length] ?? "");
    const end = start + length + (splitsPair ? 1 : 0);
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}
