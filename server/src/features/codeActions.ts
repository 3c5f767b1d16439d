/** Quick fixes. The list of fixes defines what they fix and how; this has what they share. */
import { isDeepStrictEqual } from "node:util";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { CodeActionKind, type CodeAction, type Command, type Range, type WorkspaceEdit } from "vscode-languageserver-types";
import type { CodeActionContext } from "vscode-languageserver-types";
import type { LocatedFinding } from "../index/store/summary";
import { normalizeUri } from "../index/uris";
import { fixCommands, type ChosenFix } from "../protocol";
import { decodeActions } from "./decodeInFile";
import { diagnosticOf } from "./diagnostics";
import { safeEdits } from "./safeFixes";
import { plannedOf } from "./causes/preferred";
import type { ProposedEdit, ProposedFix } from "./fixes/fix";
import { findingsAt, proposals, type FoundFinding } from "./fixes/proposals";
import { workspaceEdit } from "./fixes/workspaceEdit";
import type { Feature } from "./feature";
import { countOf, foldedDiagnostic } from "./folded";
import type { Fold } from "./folds";
import { anyObject, inRange } from "./params";
import type { Services } from "./services";

/** Editors may run it on save, so it only contains what may be done without review. */
export const fixAllKind = "source.fixAll.tapedeck";

interface ActionParams {
  readonly range: Range;
  readonly context: CodeActionContext;
}

export const codeActionFeature: Feature = {
  capabilities: ({ codeActions, codeActionResolve }) =>
    codeActions
      ? {
          codeActionProvider: {
            codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, fixAllKind],
            resolveProvider: codeActionResolve,
          },
        }
      : {},
  register({ connection, services, guard, pulled: { reports } }) {
    const unresolved = (action: CodeAction) => action;
    connection.onCodeAction(
      guard.document("Quick fixes", inRange, (document, params) =>
        document.uri.endsWith(".py")
          ? moduleActions(services, reports.foldsAt(document.uri), document, params)
          : codeActions(services, document, params),
      ),
    );
    connection.onCodeActionResolve(
      guard.request("Quick fixes", anyObject, (action) => resolveCodeAction(services, action), unresolved),
    );
  },
};

/** For findings that are folded on a test module. */
function moduleActions(services: Services, folds: readonly Fold[], { uri }: TextDocument, { range }: ActionParams): CodeAction[] {
  if (!services.client.commands || range.start.line > 0) return [];
  return folds.flatMap((fold) => {
    const [count, about] = [
      countOf(fold.uris),
      { kind: CodeActionKind.QuickFix, diagnostics: [foldedDiagnostic(services, fold)] },
    ];
    const calling = (title: string, command: string) => {
      return { ...about, title, command: { title, command, arguments: [{ uris: [uri], codes: [fold.code] }] } };
    };
    return [
      { ...calling(`Fix ${count} with ${fold.code}…`, fixCommands.fixRecordings), isPreferred: true },
      calling(`Add ${count} with ${fold.code} to baseline`, fixCommands.addToBaseline),
    ];
  });
}

export async function codeActions(
  services: Services,
  document: TextDocument,
  { range, context }: ActionParams,
): Promise<CodeAction[]> {
  if (!services.workspace.isRecording(document)) return [];
  const isWanted = (kind: string) => context.only?.every((only) => !isOfKind(kind, only)) !== true;
  // Fixing the whole file is only offered on request, not in the menu at a word.
  const actions = context.only !== undefined && isWanted(fixAllKind) ? await fixAllAction(services, document) : [];
  if (isWanted(CodeActionKind.RefactorRewrite)) for (const each of decodeActions(services, document, range)) actions.push(each);
  if (!isWanted(CodeActionKind.QuickFix)) return actions;
  for (const found of findingsAt(services, document, range)) {
    const proposed = await proposals(services, document, found);
    const edits = proposed.filter(({ kind }) => kind !== "command");
    for (const each of [...edits, ...fixAlike(services, document, found, edits), ...proposed.slice(edits.length)]) {
      const action = await asAction(services, document, found.finding, each);
      if (action) add(actions, action);
    }
  }
  return actions;
}

/** Opens the review of all recordings with a finding of the same cause, if there is a plan for it. */
function fixAlike(
  { client }: Services,
  { uri }: TextDocument,
  { finding: { code } }: FoundFinding,
  edits: readonly ProposedFix[],
): ProposedFix[] {
  if (!client.commands || plannedOf(edits) === undefined) return [];
  const title = "Fix all recordings with this cause…";
  return [
    { kind: "command", title, command: { title, command: fixCommands.fixRecordings, arguments: [{ codes: [code], like: uri }] } },
  ];
}

/** Recording again, which several findings lead to, is offered once. */
function add(actions: CodeAction[], action: CodeAction): void {
  const same = actions.find(({ command }) => command !== undefined && isDeepStrictEqual(command, action.command));
  if (same) same.diagnostics = [...(same.diagnostics ?? []), ...(action.diagnostics ?? [])];
  else actions.push(action);
}

/** Computes the edit of a chosen action; one that no longer applies is returned unchanged. */
export async function resolveCodeAction(services: Services, action: CodeAction): Promise<CodeAction> {
  const data = action.data as ChosenFix | undefined;
  const document = data && (await services.workspace.documents.get(normalizeUri(data.uri)));
  if (!document) return action;
  for (const found of findingsAt(services, document, { start: data.at, end: data.at })) {
    if (found.finding.code !== data.code || !isDeepStrictEqual(found.finding.range.start, data.at)) continue;
    const chosen = (await proposals(services, document, found)).find(({ title }) => title === data.title);
    if (chosen?.kind === "edit") return { ...action, edit: await editOf(services, chosen) };
  }
  return action;
}

/** undefined for a disabled fix if the client would not show the reason. */
async function asAction(
  services: Services,
  document: TextDocument,
  finding: LocatedFinding,
  proposed: ProposedFix,
): Promise<CodeAction | undefined> {
  const { title, shown, preferred } = proposed;
  if (proposed.kind === "refusal" && !services.client.disabledActions) return undefined;
  return {
    title: (await shown?.()) ?? title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnosticOf(services, document.uri, finding)],
    ...(preferred ? { isPreferred: true } : {}),
    ...(await effectOf(services, proposed, { uri: document.uri, code: finding.code, at: finding.range.start, title })),
  };
}

async function effectOf(services: Services, proposed: ProposedFix, chosen: ChosenFix): Promise<Partial<CodeAction>> {
  const { client } = services;
  switch (proposed.kind) {
    case "command":
      return { command: proposed.command };
    case "refusal":
      return { disabled: { reason: proposed.reason } };
    case "edit":
      // Our own client applies it, and reports what the user selected.
      if (proposed.care === "reviewed" && client.commands) return { command: applying(chosen) };
      return client.codeActionResolve ? { data: chosen } : { edit: await editOf(services, proposed) };
  }
}

function applying(chosen: ChosenFix): Command {
  return { title: chosen.title, command: fixCommands.applyFix, arguments: [chosen] };
}

async function editOf({ client }: Services, { changes, ...what }: ProposedEdit): Promise<WorkspaceEdit> {
  return workspaceEdit(client.changeAnnotations, [{ ...what, changes: await changes() }]);
}

async function fixAllAction(services: Services, document: TextDocument): Promise<CodeAction[]> {
  const edits = await safeEdits(services, document);
  if (edits.length === 0) return [];
  return [{ title: "Fix all auto-fixable problems", kind: fixAllKind, edit: { changes: { [document.uri]: [...edits] } } }];
}

const isOfKind = (kind: string, filter: string): boolean => kind === filter || kind.startsWith(`${filter}.`) || filter === "";
