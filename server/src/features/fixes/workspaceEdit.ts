/** Changes of recordings as the edit that an editor carries out. */
import type { ChangeAnnotation, RenameFile, TextDocumentEdit, WorkspaceEdit } from "vscode-languageserver-types";
import type { FileChange, ProposedEdit } from "./fix";

/** Changes with what they are for; those to be `reviewed` are previewed, in clients that can. */
export type PlannedChanges = Pick<ProposedEdit, "care" | "purpose"> & { readonly changes: readonly FileChange[] };

/**
 * Files get their new names first, and their edits under those: editors that save by themselves would write an edited file again under the name
 * that it is about to lose, and VS Code undoes names and texts of several files only where neither stands between the other.
 * `annotates`: the client knows annotations.
 */
export function workspaceEdit(annotates: boolean, planned: readonly PlannedChanges[]): WorkspaceEdit {
  const all = planned.flatMap(({ changes }) => changes);
  if (!annotates && all.every(({ newUri }) => newUri === undefined))
    return { changes: Object.fromEntries(all.map(({ uri, edits }) => [uri, [...edits]])) };
  const documentChanges = [
    ...planned.flatMap(({ changes, purpose }) => changes.flatMap((each) => renames(each, annotates, purpose.label))),
    ...planned.flatMap(({ changes, purpose }) => changes.flatMap((each) => textEdits(each, annotates, purpose.label))),
  ];
  return annotates ? { documentChanges, changeAnnotations: annotations(planned) } : { documentChanges };
}

const markOf = (annotates: boolean, label: string) => (annotates ? { annotationId: label } : {});

function renames({ uri, newUri }: FileChange, annotates: boolean, label: string): RenameFile[] {
  const options = { overwrite: false, ignoreIfExists: false };
  return newUri === undefined ? [] : [{ kind: "rename", oldUri: uri, newUri, options, ...markOf(annotates, label) }];
}

function textEdits({ uri, edits, newUri }: FileChange, annotates: boolean, label: string): TextDocumentEdit[] {
  const textDocument = { uri: newUri ?? uri, version: null };
  return edits.length === 0 ? [] : [{ textDocument, edits: edits.map((edit) => ({ ...edit, ...markOf(annotates, label) })) }];
}

/** One for all changes of a kind, so that they are shown and confirmed together. */
function annotations(planned: readonly PlannedChanges[]): Record<string, ChangeAnnotation> {
  return Object.fromEntries(
    planned.map(({ care, purpose: { label, description } }) => [
      label,
      { label, description, needsConfirmation: care === "reviewed" },
    ]),
  );
}
