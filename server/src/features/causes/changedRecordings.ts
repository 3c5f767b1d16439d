/** The recordings of a file that edits change: a credential may be redacted in several of them. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { TextEdit } from "vscode-languageserver-types";
import { recordingAt } from "../../recording/recordingDocument";
import type { FoundFinding } from "../fixes/proposals";
import type { Services } from "../services";
import type { CausedFinding } from "./causes";

/** The cause of a finding, once for each recording that the edits change; once for its own recording if there are no edits. */
export function causesOfEdits(
  { workspace: { documents } }: Services,
  document: TextDocument,
  edits: readonly TextEdit[],
  { summary, cause }: Pick<FoundFinding, "summary"> & { readonly cause: CausedFinding },
): readonly [CausedFinding, ...CausedFinding[]] {
  const file = documents.unmasked(document);
  const all = documents.summaries(document);
  if (file.recordings.length === 1) return [cause];
  const numbers = new Set(edits.map(({ range }) => recordingAt(file, document.offsetAt(range.start)).index));
  const changed = [...numbers].sort((a, b) => a - b).flatMap((number) => all[number] ?? []);
  const [first = summary, ...others] = changed;
  const of = ({ id, testId }: typeof summary): CausedFinding => ({ ...cause, id, testId });
  return [of(first), ...others.map(of)];
}
