/** Bytes of a file that are not UTF-8, in the text that was read of it: `disk/utf8.ts` makes lone surrogates of them. */

const escaped = /(?<![\uD800-\uDBFF])[\uDC80-\uDCFF]/;

/** The first such byte, and where it stands; undefined where there is none. */
export function escapedByte(text: string): { readonly byte: number; readonly at: number } | undefined {
  const at = escaped.exec(text)?.index;
  return at === undefined ? undefined : { byte: text.charCodeAt(at) - 0xdc00, at };
}
