/** A request hash at a position: 64 digits, 12 digits, or the `rec-` id that the recorder makes of them. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Position, Range } from "vscode-languageserver-types";

export interface FoundHash {
  readonly hash: string;
  readonly range: Range;
}

const hashWord = /(?<![\w-])(?:rec-|models-)?([0-9a-f]{64}|[0-9a-f]{12})(?![0-9a-zA-Z_])/g;
const reach = 80;

export function hashAt(document: TextDocument, { line, character }: Position): FoundHash | undefined {
  const from = Math.max(character - reach, 0);
  const text = document.getText({ start: { line, character: from }, end: { line, character: character + reach } });
  for (const match of text.matchAll(hashWord)) {
    const [word, hash] = match;
    const start = from + match.index;
    if (hash === undefined || start > character || character > start + word.length) continue;
    return { hash, range: { start: { line, character: start }, end: { line, character: start + word.length } } };
  }
  return undefined;
}
