/** The recorder writes the first digits of the hash into the answer's ids, so they change with the hash. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { TextEdit } from "vscode-languageserver-types";
import { rangeIn } from "../../index/positions";
import type { RequestNaming } from "../../recording/naming";
import type { RecordingInDocument } from "../../recording/recordingDocument";

/** The edits that replace ids from the hash `before` by ids from the hash `after`; empty if the answer has no such ids. */
export function idEdits(
  file: RecordingInDocument,
  document: TextDocument,
  naming: RequestNaming,
  before: string | undefined,
  after: string,
): TextEdit[] {
  const [id, newText] = [naming.idOf(before ?? ""), naming.idOf(after)];
  const edits: TextEdit[] = [];
  const { source } = file.document;
  if (id === newText || !source.text.includes(id)) return edits;
  for (const path of file.recording?.idPaths ?? []) {
    const { start, end } = source.rangeOf({ path });
    for (let at = source.text.indexOf(id, start); at >= 0 && at < end; at = source.text.indexOf(id, at + id.length))
      edits.push({ range: rangeIn(document, { start: at, end: at + id.length }), newText });
  }
  return edits;
}
