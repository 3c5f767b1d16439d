/** What an edit of recordings is meant to do, and its result, in words. Independent of the editor. */
import { counted } from "../../../server/src/protocol";
import type { WorkspaceEdit } from "vscode-languageserver-types";

/** A recording that the edit changes. */
export interface Planned {
  /** Its present URI, and its new one, which may be the same. */
  readonly uri: string;
  readonly newUri: string;
  /** The change, with the label of the preview. */
  readonly label: string;
  readonly isReviewed: boolean;
}

/** What an edit does to each file, in the order of the edit. */
export function plannedIn({ changes, documentChanges = [], changeAnnotations = {} }: WorkspaceEdit): readonly Planned[] {
  const found = new Map<string, Planned>();
  const oldNames = new Map<string, string>();
  const add = (name: string, annotation: string | undefined) => {
    const uri = oldNames.get(name) ?? name;
    const { label = "Fix recordings", needsConfirmation } = changeAnnotations[annotation ?? ""] ?? {};
    if (!found.has(uri)) found.set(uri, { uri, newUri: name, label, isReviewed: needsConfirmation === true });
  };
  for (const uri of Object.keys(changes ?? {})) add(uri, undefined);
  for (const change of documentChanges) {
    if ("edits" in change) {
      const [first] = change.edits;
      add(change.textDocument.uri, first && "annotationId" in first ? first.annotationId : undefined);
    } else if (change.kind === "rename") {
      oldNames.set(change.newUri, change.oldUri);
      add(change.newUri, change.annotationId);
    }
  }
  return [...found.values()];
}

/** The question before previewing several recordings, each of which has a check box; undefined for fewer. */
export function questionBefore(planned: readonly Planned[]): { readonly text: string; readonly detail: string } | undefined {
  if (planned.filter(({ isReviewed }) => isReviewed).length < 2) return undefined;
  const detail = `${summed(planned)}.\n\nRequests, names or tests of recordings change by it. The preview lets you tick each one.`;
  return { text: `Change ${counted(planned.length, "recording")}?`, detail };
}

/** The same edit, without a preview. */
export function agreed(edit: WorkspaceEdit): WorkspaceEdit {
  const all = Object.entries(edit.changeAnnotations ?? {});
  return { ...edit, changeAnnotations: Object.fromEntries(all.map(([id, each]) => [id, { ...each, needsConfirmation: false }])) };
}

/** A message of a few short sentences. */
export function told(planned: readonly Planned[], isDone: (planned: Planned) => boolean): string {
  const done = planned.filter(isDone);
  const left = planned.filter((each) => !isDone(each));
  const hint = left.some((each) => each.isReviewed) ? " Only the changes selected in the preview are applied." : "";
  if (done.length === 0) return `No recording was changed.${hint}`;
  const isOneKind = new Set(planned.map(({ label }) => label)).size === 1;
  if (isOneKind && left.length > 0)
    return `${done.length} of ${counted(planned.length, "recording")} changed: ${planned[0]?.label ?? ""}.${hint}`;
  const changed = `${counted(done.length, "recording")} changed: ${summed(done)}.`;
  return left.length === 0
    ? changed
    : `${changed} ${counted(left.length, "recording")} left as ${left.length === 1 ? "it is" : "they are"}: ${summed(left)}.${hint}`;
}

/** "Remove chunks (2), Redact credentials"; without the number if there is only one kind. */
function summed(planned: readonly Planned[]): string {
  const counts = new Map<string, number>();
  for (const { label } of planned) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].map(([label, count]) => (count === 1 || counts.size === 1 ? label : `${label} (${count})`)).join(", ");
}
