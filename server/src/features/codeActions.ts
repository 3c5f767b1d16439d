/** Quick fixes. Which findings they mend, and how, is told by the list of fixes; what all have in common is here. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { CodeActionKind, type CodeAction, type Range, type WorkspaceEdit } from "vscode-languageserver-types";
import type { CodeActionContext } from "vscode-languageserver-types";
import type { LocatedFinding } from "../index/summary";
import { normalizeUri } from "../index/uris";
import { diagnosticOf } from "./diagnostics";
import { safeEdits } from "./fixAll";
import type { ProposedFix } from "./fixes/fix";
import { findingsAt, proposals } from "./fixes/proposals";
import type { Services } from "./services";

/** Editors run it on saving where the user wants that, so it holds only what may be done unseen. */
export const fixAllKind = "source.fixAll.tapedeck";

interface ActionParams {
  readonly range: Range;
  readonly context: CodeActionContext;
}

/** What an action keeps until it is chosen: by its title it is found again. */
interface ActionData {
  readonly uri: string;
  readonly code: string;
  readonly title: string;
}

export async function codeActions(
  services: Services,
  document: TextDocument,
  { range, context }: ActionParams,
): Promise<CodeAction[]> {
  if (!services.workspace.folders.isRecording(document.uri)) return [];
  const isWanted = (kind: string) => context.only?.every((only) => !isOfKind(kind, only)) !== true;
  // Nobody who opens the menu at a word wants the whole file mended: it is there for those who ask for it.
  const actions = context.only !== undefined && isWanted(fixAllKind) ? await fixAllAction(services, document) : [];
  if (!isWanted(CodeActionKind.QuickFix)) return actions;
  for (const finding of findingsAt(services, document, range)) {
    for (const proposed of await proposals(services, document, finding)) {
      const action = await asAction(services, document, finding, proposed);
      if (action) add(actions, action);
    }
  }
  return actions;
}

/** What several findings lead to alike, recording again, is offered once. */
function add(actions: CodeAction[], action: CodeAction): void {
  const same = actions.find(({ title, command }) => command !== undefined && title === action.title);
  if (same) same.diagnostics = [...(same.diagnostics ?? []), ...(action.diagnostics ?? [])];
  else actions.push(action);
}

/** Makes the edit of an action that was chosen; one that does not apply any more comes back as it is. */
export async function resolveCodeAction(services: Services, action: CodeAction): Promise<CodeAction> {
  const data = action.data as ActionData | undefined;
  const document = data && (await services.workspace.documents.get(normalizeUri(data.uri)));
  if (!document) return action;
  for (const finding of findingsAt(services, document)) {
    if (finding.code !== data.code) continue;
    const chosen = (await proposals(services, document, finding)).find(({ title }) => title === data.title);
    if (chosen?.edits || chosen?.edit) return { ...action, edit: await editOf(document, chosen) };
  }
  return action;
}

/** undefined for a fix that cannot be had, where the client would not show why. */
async function asAction(
  services: Services,
  document: TextDocument,
  finding: LocatedFinding,
  proposed: ProposedFix,
): Promise<CodeAction | undefined> {
  const { title, preferred, refusal, command } = proposed;
  const { uri } = document;
  if (refusal !== undefined && !services.client.disabledActions) return undefined;
  const data: ActionData = { uri, code: finding.code, title };
  const edits = proposed.edits !== undefined || proposed.edit !== undefined;
  const resolved = services.client.codeActionResolve || !edits ? { data } : { edit: await editOf(document, proposed) };
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnosticOf(services, uri, finding)],
    ...(preferred ? { isPreferred: true } : {}),
    ...(command === undefined ? {} : { command }),
    ...(refusal === undefined ? resolved : { disabled: { reason: refusal } }),
  };
}

async function editOf(document: TextDocument, { edits, edit }: ProposedFix): Promise<WorkspaceEdit> {
  return edits ? { changes: { [document.uri]: [...edits] } } : ((await edit?.()) ?? {});
}

async function fixAllAction(services: Services, document: TextDocument): Promise<CodeAction[]> {
  const edits = await safeEdits(services, document);
  if (edits.length === 0) return [];
  return [{ title: "Mend all that is safe to mend", kind: fixAllKind, edit: { changes: { [document.uri]: edits } } }];
}

const isOfKind = (kind: string, filter: string): boolean => kind === filter || kind.startsWith(`${filter}.`) || filter === "";
