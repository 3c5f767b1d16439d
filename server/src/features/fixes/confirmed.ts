/** Edits that want to be looked at: a refactoring preview shows them first, where the client has one. */
import type { TextEdit, WorkspaceEdit } from "vscode-languageserver-types";

interface Why {
  readonly label: string;
  readonly description: string;
}

/** Edits in one file, and what its new name shall be, if any. `annotates`: the client knows annotations. */
export function confirmed(annotates: boolean, uri: string, edits: readonly TextEdit[], why: Why, newUri?: string): WorkspaceEdit {
  if (!annotates && newUri === undefined) return { changes: { [uri]: [...edits] } };
  const mark = annotates ? { annotationId: why.label } : {};
  const inFile = { textDocument: { uri, version: null }, edits: edits.map((edit) => ({ ...edit, ...mark })) };
  const rename = {
    kind: "rename",
    oldUri: uri,
    newUri: newUri ?? uri,
    options: { overwrite: false, ignoreIfExists: false },
    ...mark,
  } as const;
  return {
    documentChanges: [...(edits.length > 0 ? [inFile] : []), ...(newUri === undefined ? [] : [rename])],
    ...(annotates ? { changeAnnotations: { [why.label]: { ...why, needsConfirmation: true } } } : {}),
  };
}
