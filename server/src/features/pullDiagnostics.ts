/** Pull diagnostics: a document's at once, the workspace's as a request that is answered when there is something new. */
import { setImmediate as pause } from "node:timers/promises";
import type {
  CancellationToken,
  DocumentDiagnosticParams,
  DocumentDiagnosticReport,
  PreviousResultId,
  WorkspaceDiagnosticParams,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import { normalizeUri } from "../index/uris";
import { reportOf, type Report } from "./diagnostics";
import type { Services } from "./services";

export function documentDiagnostics(
  services: Services,
  { textDocument, previousResultId }: DocumentDiagnosticParams,
): DocumentDiagnosticReport {
  const { items, resultId } = reportOf(services, normalizeUri(textDocument.uri));
  return previousResultId === resultId ? { kind: "unchanged", resultId } : { kind: "full", resultId, items };
}

/**
 * What changed since the results that the client has, and only that. With nothing to say the request stays open until the index changes, as the
 * protocol suggests; a cancelled one ends empty.
 */
export async function workspaceDiagnostics(
  services: Services,
  { previousResultIds }: WorkspaceDiagnosticParams,
  changes: ChangeSignal,
  token: CancellationToken,
): Promise<WorkspaceDiagnosticReport> {
  await Promise.race([services.workspace.whenIndexed(), cancelled(token)]);
  while (!token.isCancellationRequested) {
    const changed = changes.next();
    const items = await changedReports(services, previousResultIds, token);
    if (items.length > 0) return { items };
    await Promise.race([changed, cancelled(token)]);
  }
  return { items: [] };
}

/** Lets any number of requests wait for the next change. */
export class ChangeSignal {
  #waiting: (() => void)[] = [];

  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  fire(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

/** Files looked at without a pause: a hover that comes in between waits no longer. */
const atOnce = 200;

async function changedReports(
  services: Services,
  previous: readonly PreviousResultId[],
  token: CancellationToken,
): Promise<WorkspaceDocumentDiagnosticReport[]> {
  const known = new Map(previous.map(({ uri, value }) => [normalizeUri(uri), value]));
  const uris = new Set([...services.workspace.index.uris(), ...known.keys()]);
  const items: WorkspaceDocumentDiagnosticReport[] = [];
  let count = 0;
  for (const uri of uris) {
    if (++count % atOnce === 0) await pause();
    if (token.isCancellationRequested) break;
    const report = reportOf(services, uri);
    const before = known.get(uri);
    const isNews = before === undefined ? report.items.length > 0 : before !== report.resultId;
    if (isNews) items.push(asItem(report));
  }
  return items;
}

/** A report without diagnostics has no result id, so that the client forgets the file. */
function asItem({ uri, items, resultId }: Report): WorkspaceDocumentDiagnosticReport {
  return { kind: "full", uri, version: null, items, ...(items.length > 0 ? { resultId } : {}) };
}

function cancelled(token: CancellationToken): Promise<void> {
  return new Promise((resolve) => {
    if (token.isCancellationRequested) resolve();
    else token.onCancellationRequested(() => resolve());
  });
}
