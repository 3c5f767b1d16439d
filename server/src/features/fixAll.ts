/** Many fixes at once: those of one file that may be taken unseen, and all preferred ones of the workspace, to be looked at first. */
import { setImmediate as pause } from "node:timers/promises";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { TextEdit, WorkspaceEdit } from "vscode-languageserver-types";
import type { CancellationToken } from "vscode-languageserver/node";
import { rangeIn } from "../index/summarize";
import type { Requests } from "../protocol";
import { confirmed } from "./fixes/confirmed";
import { findingsAt, proposals } from "./fixes/proposals";
import type { Services } from "./services";

/** Each fix is looked for in what the ones before it made; a file with more to mend than this is to be recorded again. */
const most = 200;

/** One edit that has the effect of all safe fixes of a file; none where there is nothing to mend. */
export async function safeEdits(services: Services, document: TextDocument): Promise<TextEdit[]> {
  let current = document;
  for (let count = 0; count < most; count++) {
    const edits = await firstSafe(services, current);
    if (edits === undefined) break;
    const text = TextDocument.applyEdits(current, [...edits]);
    current = TextDocument.create(document.uri, document.languageId, document.version + 1, text);
  }
  return current === document ? [] : [difference(document, current.getText())];
}

/** Rejects never; a cancelled one gives what it has. Recordings that are open in the editor are mended as they stand there. */
export async function fixAll(services: Services, token: CancellationToken): Promise<Requests["tapedeck/fixAll"]["result"]> {
  const { workspace } = services;
  const found: WorkspaceEdit[] = [];
  for (const uri of workspace.index.uris()) {
    if (token.isCancellationRequested) break;
    const summary = workspace.index.get(uri);
    if (summary === undefined || [...workspace.findings.of(summary), ...summary.findings].length === 0) continue;
    const document = await workspace.documents.get(uri);
    const edit = document && (await preferredEdit(services, document));
    if (edit) found.push(edit);
    await pause();
  }
  return found.length === 0 ? null : { edit: merged(found), recordings: found.length };
}

async function firstSafe(services: Services, document: TextDocument): Promise<readonly TextEdit[] | undefined> {
  for (const finding of findingsAt(services, document)) {
    const safe = (await proposals(services, document, finding)).find(({ edits }) => edits !== undefined);
    if (safe?.edits) return safe.edits;
  }
  return undefined;
}

/** What is in the text goes first; a file that is to be renamed too is so the next time. */
async function preferredEdit(services: Services, document: TextDocument): Promise<WorkspaceEdit | undefined> {
  const edits = await safeEdits(services, document);
  const why = { label: "Mend recordings", description: "What does not belong there is removed, credentials are redacted" };
  if (edits.length > 0) return confirmed(services.client.changeAnnotations, document.uri, edits, why);
  for (const finding of findingsAt(services, document)) {
    const all = await proposals(services, document, finding);
    const preferred = all.find((each) => each.preferred === true && each.edit !== undefined);
    if (preferred?.edit) return preferred.edit();
  }
  return undefined;
}

/** One annotation for all edits of a kind, so that they are confirmed together. */
function merged(edits: readonly WorkspaceEdit[]): WorkspaceEdit {
  const documentChanges: NonNullable<WorkspaceEdit["documentChanges"]> = [];
  const changeAnnotations: NonNullable<WorkspaceEdit["changeAnnotations"]> = {};
  const targets = new Set<string>();
  for (const edit of edits) {
    const inFiles = Object.entries(edit.changes ?? {}).map(([uri, each]) => ({
      textDocument: { uri, version: null },
      edits: each,
    }));
    const changes = [...inFiles, ...(edit.documentChanges ?? [])];
    // Two recordings of one request would get the same name: the second stays as it is.
    const renamed = changes.flatMap((change) => ("kind" in change && change.kind === "rename" ? [change.newUri] : []));
    if (renamed.some((uri) => targets.has(uri))) continue;
    for (const uri of renamed) targets.add(uri);
    for (const change of changes) documentChanges.push(change);
    for (const [id, annotation] of Object.entries(edit.changeAnnotations ?? {})) {
      const before = changeAnnotations[id];
      // What is said of one file is not true of all.
      changeAnnotations[id] =
        before && before.description !== annotation.description
          ? { label: annotation.label, needsConfirmation: true }
          : annotation;
    }
  }
  return { documentChanges, ...(Object.keys(changeAnnotations).length > 0 ? { changeAnnotations } : {}) };
}

/** The smallest stretch that holds all that differs. */
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
