/** All safe fixes of a file in one edit. */
import { TextDocument } from "vscode-languageserver-textdocument";
import type { TextEdit } from "vscode-languageserver-types";
import { rangeIn } from "../index/positions";
import type { ProposedEdit } from "./fixes/fix";
import { findingsAt, proposals } from "./fixes/proposals";
import type { Services } from "./services";

/** Each fix is searched for in the result of the previous ones; a file with more to fix should be recorded again. */
const most = 200;

/** One edit with the effect of all safe fixes of a file; empty if there is nothing to fix. */
export async function safeEdits(services: Services, document: TextDocument): Promise<readonly TextEdit[]> {
  let current = document;
  for (let count = 0; count < most; count++) {
    const safe = await firstSafe(services, current);
    if (safe === undefined) break;
    const edits = (await safe.changes()).flatMap((change) => change.edits);
    const text = TextDocument.applyEdits(current, edits);
    current = TextDocument.create(document.uri, document.languageId, document.version + 1, text);
  }
  return current === document ? [] : [difference(document, current.getText())];
}

async function firstSafe(services: Services, document: TextDocument): Promise<ProposedEdit | undefined> {
  for (const finding of findingsAt(services, document)) {
    for (const proposed of await proposals(services, document, finding))
      if (proposed.kind === "edit" && proposed.care === "safe") return proposed;
  }
  return undefined;
}

/** The smallest range that contains all differences. */
function difference(document: TextDocument, after: string): TextEdit {
  const before = document.getText();
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const range = rangeIn(document, { start, end: before.length - tail });
  return { range, newText: after.slice(start, after.length - tail) };
}
