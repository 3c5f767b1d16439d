/** Finds invalid UTF-8 in a text that was read from a file: `disk/utf8.ts` turns such bytes into lone surrogates. */

const escaped = /(?<![\uD800-\uDBFF])[\uDC80-\uDCFF]/;

/** The first such byte and its offset; undefined if there is none. */
export function escapedByte(text: string): { readonly byte: number; readonly at: number } | undefined {
  const at = escaped.exec(text)?.index;
  return at === undefined ? undefined : { byte: text.charCodeAt(at) - 0xdc00, at };
}
