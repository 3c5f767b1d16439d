/** A request hash at a position: its digits, alone or in a name or id. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Position, Range } from "vscode-languageserver-types";
import type { Services } from "./services";

export interface HashAt {
  readonly hash: string;
  readonly range: Range;
}

const reach = 80;

export function hashAt({ workspace }: Services, document: TextDocument, { line, character }: Position): HashAt | undefined {
  const from = Math.max(character - reach, 0);
  const text = document.getText({ start: { line, character: from }, end: { line, character: character + reach } });
  const at = character - from;
  const found = workspace.formats.hashed
    .flatMap(({ naming }) => naming.hashesIn(text))
    .find(({ start, end }) => start <= at && at <= end);
  if (found === undefined) return undefined;
  const { hash, start, end } = found;
  return { hash, range: { start: { line, character: from + start }, end: { line, character: from + end } } };
}
