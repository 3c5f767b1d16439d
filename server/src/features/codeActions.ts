/** Quick fixes. Which findings they mend, and how, is told by the list of fixes; what all have in common is here. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { CodeActionKind, type CodeAction, type Range } from "vscode-languageserver-types";
import type { CodeActionContext } from "vscode-languageserver-types";
import type { LocatedFinding } from "../index/summary";
import { normalizeUri } from "../index/uris";
import { asSet, diagnosticOf, findingsOf } from "./diagnostics";
import type { ProposedFix } from "./fixes/fix";
import { fixes } from "./fixes/fixes";
import type { Services } from "./services";

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
  const wanted = context.only?.every((kind) => !isOfKind(CodeActionKind.QuickFix, kind)) !== true;
  if (!wanted || !services.workspace.folders.isRecording(document.uri)) return [];
  const actions: CodeAction[] = [];
  for (const finding of findingsAt(services, document, range)) {
    for (const proposed of await proposals(services, document, finding)) {
      const action = await asAction(services, document, finding, proposed);
      if (action) actions.push(action);
    }
  }
  return actions;
}

/** Makes the edit of an action that was chosen; one that does not apply any more comes back as it is. */
export async function resolveCodeAction(services: Services, action: CodeAction): Promise<CodeAction> {
  const data = action.data as ActionData | undefined;
  const document = data && (await services.workspace.documents.get(normalizeUri(data.uri)));
  if (!document) return action;
  for (const finding of findingsAt(services, document)) {
    if (finding.code !== data.code) continue;
    const chosen = (await proposals(services, document, finding)).find(({ title }) => title === data.title);
    if (chosen?.edit) return { ...action, edit: await chosen.edit() };
  }
  return action;
}

/** Those that the settings leave on; without a range, of the whole file. */
function findingsAt(services: Services, document: TextDocument, range?: Range): readonly LocatedFinding[] {
  const { documents, folders } = services.workspace;
  const all = asSet(findingsOf(services, documents.summary(document)), folders.settingsFor(document.uri).rules);
  return range ? all.filter((finding) => touches(finding.range, range)) : all;
}

async function proposals(services: Services, document: TextDocument, finding: LocatedFinding): Promise<readonly ProposedFix[]> {
  const found: ProposedFix[] = [];
  for (const fix of fixes) {
    if (fix.codes.includes(finding.code)) found.push(...(await fix.propose({ services, document, finding })));
  }
  return found;
}

/** undefined for a fix that cannot be had, where the client would not show why. */
async function asAction(
  services: Services,
  { uri }: TextDocument,
  finding: LocatedFinding,
  { title, edit, preferred, refusal }: ProposedFix,
): Promise<CodeAction | undefined> {
  if (refusal !== undefined && !services.client.disabledActions) return undefined;
  const data: ActionData = { uri, code: finding.code, title };
  const resolved = services.client.codeActionResolve || !edit ? { data } : { edit: await edit() };
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnosticOf(services, uri, finding)],
    ...(preferred ? { isPreferred: true } : {}),
    ...(refusal === undefined ? resolved : { disabled: { reason: refusal } }),
  };
}

const isOfKind = (kind: string, filter: string): boolean => kind === filter || kind.startsWith(`${filter}.`) || filter === "";

function touches(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

function isBefore(a: Range["start"], b: Range["start"]): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
