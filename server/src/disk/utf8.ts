/** Decoding UTF-8. Invalid bytes are kept apart from a literal U+FFFD in the text. */
import { isAscii, isUtf8 } from "node:buffer";

/**
 * Decodes UTF-8, quickly if all is ASCII, as in most recordings. An invalid byte becomes the lone surrogate U+DC00 plus the byte, as in Python's
 * `surrogateescape`.
 */
export function utf8Of(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString("latin1");
  const text = bytes.toString("utf8");
  return text.includes("\uFFFD") && !isUtf8(bytes) ? withEscapes(bytes) : text;
}

/** Characters that replace bytes: U+FFFD, and those of `utf8Of`. */
const replaced = /(?:\uFFFD|(?<![\uD800-\uDBFF])[\uDC80-\uDCFF])+/g;

/**
 * Restores the invalid bytes of a text that an editor shows with U+FFFD, taking them from `saved`, which `utf8Of` decoded. The length stays the same.
 * undefined if the texts differ in anything else, or not at all.
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

/** The length in bytes of the character that starts with this byte; 0 if none does. */
function lengthOf(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte < 0xc2 || byte > 0xf4) return 0;
  return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}
