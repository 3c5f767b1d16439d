/** Checks the result of an edit: a fix is only offered if nothing else breaks. */
import { TextDocument } from "vscode-languageserver-textdocument";
import type { TextEdit } from "vscode-languageserver-types";
import type { Documents } from "../../index/documents";
import { summarizeText } from "../../index/scan/summarize";
import type { RecordingSummary } from "../../index/store/summary";

/** The recording of a file after these edits. */
export function edited(documents: Documents, document: TextDocument, before: RecordingSummary, edits: readonly TextEdit[]) {
  const after = summarizeText(document.uri, TextDocument.applyEdits(document, [...edits]), documents.formats);
  return after.find(({ id }) => id === before.id) ?? after[0];
}

/** Whether there is one place less with a finding of this rule, and none more of any rule. */
export function improves(before: RecordingSummary, after: RecordingSummary, code: string): boolean {
  const [old, now] = [counts(before), counts(after)];
  return (now.get(code) ?? 0) < (old.get(code) ?? 0) && [...now].every(([each, count]) => count <= (old.get(each) ?? 0));
}

function counts({ findings }: RecordingSummary): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { code, count = 1 } of findings) found.set(code, (found.get(code) ?? 0) + count);
  return found;
}
