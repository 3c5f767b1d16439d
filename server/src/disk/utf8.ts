/** Bytes as text. What is no UTF-8 is told apart from a text that holds the character which stands for such. */
import { isAscii, isUtf8 } from "node:buffer";

/**
 * A text in UTF-8; most recordings have no other characters than ASCII's, which are quickly read. A byte that is no UTF-8 becomes a lone surrogate,
 * U+DC00 and the byte, as Python's `surrogateescape` has it.
 */
export function utf8Of(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString("latin1");
  const text = bytes.toString("utf8");
  return text.includes("\uFFFD") && !isUtf8(bytes) ? withEscapes(bytes) : text;
}

/** Characters that stand for bytes: U+FFFD, and what `utf8Of` makes of them. */
const replaced = /(?:\uFFFD|(?<![\uD800-\uDBFF])[\uDC80-\uDCFF])+/g;

/**
 * A text as an editor shows it, with U+FFFD for bytes that are not UTF-8: of the same length, with these bytes as the `saved` text, which `utf8Of`
 * read, has them. undefined where the texts differ in more than that, or not at all.
 */
export function withBytesOf(saved: string, shown: string): string | undefined {
  const [ours, theirs] = [saved.split(replaced), shown.split(replaced)];
  if (ours.length < 2 || ours.length !== theirs.length || ours.some((piece, at) => piece !== theirs[at])) return undefined;
  const runs = [...saved.matchAll(replaced)];
  let run = 0;
  const text = shown.replaceAll(replaced, (characters) => {
    const byte = /[\uDC80-\uDCFF]/.exec(runs[run++]?.[0] ?? "")?.[0];
    return byte?.repeat(characters.length) ?? characters;
  });
  return text === shown ? undefined : text;
}

function withEscapes(bytes: Buffer): string {
  const pieces: string[] = [];
  let from = 0;
  for (let at = 0; at < bytes.length;) {
    const length = lengthOf(bytes[at] ?? 0);
    if (length === 1 || (length > 1 && isUtf8(bytes.subarray(at, at + length)))) {
      at += length;
      continue;
    }
    pieces.push(bytes.toString("utf8", from, at), String.fromCharCode(0xdc00 + (bytes[at] ?? 0)));
    from = ++at;
  }
  return [...pieces, bytes.toString("utf8", from)].join("");
}

/** Bytes of the character that begins with this one; 0 where none does. */
function lengthOf(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte < 0xc2 || byte > 0xf4) return 0;
  return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}
