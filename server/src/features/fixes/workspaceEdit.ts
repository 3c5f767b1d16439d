/** Changes of recordings as the edit that an editor carries out. */
import type { ChangeAnnotation, WorkspaceEdit } from "vscode-languageserver-types";
import type { FileChange, ProposedEdit } from "./fix";

/** Changes with what they are for; those to be `reviewed` are previewed, in clients that can. */
export type PlannedChanges = Pick<ProposedEdit, "care" | "purpose"> & { readonly changes: readonly FileChange[] };

/**
 * A file gets its new name first, and its edits under that name: editors that save by themselves would write an edited file again under the name
 * that it is about to lose. `annotates`: the client knows annotations.
 */
export function workspaceEdit(annotates: boolean, planned: readonly PlannedChanges[]): WorkspaceEdit {
  const all = planned.flatMap(({ changes }) => changes);
  if (!annotates && all.every(({ newUri }) => newUri === undefined))
    return { changes: Object.fromEntries(all.map(({ uri, edits }) => [uri, [...edits]])) };
  const documentChanges = planned.flatMap(({ changes, purpose }) =>
    changes.flatMap((each) => ordered(each, annotates, purpose.label)),
  );
  return annotates ? { documentChanges, changeAnnotations: annotations(planned) } : { documentChanges };
}

function ordered({ uri, edits, newUri }: FileChange, annotates: boolean, label: string) {
  const mark = annotates ? { annotationId: label } : {};
  const options = { overwrite: false, ignoreIfExists: false };
  const rename = newUri === undefined ? [] : [{ kind: "rename" as const, oldUri: uri, newUri, options, ...mark }];
  const textDocument = { uri: newUri ?? uri, version: null };
  const inText = edits.length === 0 ? [] : [{ textDocument, edits: edits.map((edit) => ({ ...edit, ...mark })) }];
  return [...rename, ...inText];
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
