/** Converts changes of recordings to a workspace edit. */
import type { ChangeAnnotation, RenameFile, TextDocumentEdit, WorkspaceEdit } from "vscode-languageserver-types";
import type { FileChange, ProposedEdit } from "./fix";

/** Changes with their purpose; those to be `reviewed` are previewed, if the client can. */
export type PlannedChanges = Pick<ProposedEdit, "care" | "purpose"> & { readonly changes: readonly FileChange[] };

/**
 * Files are renamed first and then edited under their new names: editors that save automatically would write an edited file again under its
 * old name, and VS Code undoes renames and edits of several files only if they are not interleaved.
 * `annotates`: the client supports annotations.
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
