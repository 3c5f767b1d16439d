/** Pull diagnostics: immediately for a document, and for the workspace as a request that is answered when something changes. */
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
import { bodyOfUri } from "../index/decodedBodies";
import { normalizeUri } from "../index/uris";
import { noDiagnostics, type Report } from "./diagnostics";
import type { Feature } from "./feature";
import { aboutDocument, anyObject } from "./params";
import type { Pulled } from "./pulled";
import { atOnce } from "./reports";
import type { Services } from "./services";

export const pullDiagnosticsFeature: Feature = {
  capabilities: ({ pullDiagnostics }) =>
    pullDiagnostics
      ? { diagnosticProvider: { identifier: "tapedeck", interFileDependencies: true, workspaceDiagnostics: true } }
      : {},
  register({ connection, services, guard, pulled }) {
    const { diagnostics } = connection.languages;
    const noItems = () => ({ kind: "full" as const, items: [] });
    diagnostics.on(
      guard.request("Diagnostics", aboutDocument, (params) => documentDiagnostics(services, params, pulled), noItems),
    );
    diagnostics.onWorkspace(
      guard.request("Diagnostics", anyObject, (params, token) => workspaceDiagnostics(services, params, pulled, token), noItems),
    );
  },
};

async function documentDiagnostics(
  { workspace: { documents } }: Services,
  { textDocument, previousResultId }: DocumentDiagnosticParams,
  pulled: Pulled,
): Promise<DocumentDiagnosticReport> {
  const asked = normalizeUri(textDocument.uri);
  // The file with the body may have changed.
  if (bodyOfUri(asked)) await documents.get(asked);
  const { uri, items, resultId } = await pulled.reports.whole(asked);
  if (items.length > 0) pulled.shown.add(uri);
  return previousResultId === resultId ? { kind: "unchanged", resultId } : { kind: "full", resultId, items };
}

/**
 * Only what differs from the results that the client has. If nothing does, the request stays open until the index changes, as the
 * protocol suggests; a cancelled one gets an empty result.
 */
async function workspaceDiagnostics(
  services: Services,
  { previousResultIds }: WorkspaceDiagnosticParams,
  pulled: Pulled,
  token: CancellationToken,
): Promise<WorkspaceDiagnosticReport> {
  await Promise.race([services.workspace.whenIndexed(), cancelled(token)]);
  while (!token.isCancellationRequested) {
    const changed = pulled.next();
    const doubted = pulled.takeDoubted();
    const reports = await changedReports(services, previousResultIds, { pulled, doubted }, token);
    if (reports === undefined) pulled.doubt(doubted);
    else if (reports.length > 0) return { items: reports.map((report) => asItem(pulled, report)) };
    else await Promise.race([changed, cancelled(token)]);
  }
  return { items: [] };
}

/** undefined if it was cancelled. */
async function changedReports(
  services: Services,
  previous: readonly PreviousResultId[],
  { pulled: { shown, reports: all }, doubted }: { readonly pulled: Pulled; readonly doubted: ReadonlySet<string> },
  token: CancellationToken,
): Promise<readonly Report[] | undefined> {
  const known = new Map(previous.map(({ uri, value }) => [normalizeUri(uri), value]));
  const uris = new Set([...services.workspace.index.uris(), ...all.others, ...known.keys(), ...shown, ...doubted]);
  const reports = new Map<string, Report>();
  const look = (uri: string) => {
    const resultId = all.resultIdOf(uri);
    const before = known.get(uri);
    const isNews = before === undefined ? resultId !== noDiagnostics || shown.has(uri) : before !== resultId;
    if (isNews || doubted.has(uri)) reports.set(uri, all.of(uri));
    else reports.delete(uri);
  };
  let count = 0;
  for (const uri of uris) {
    if (++count % atOnce === 0) await pause();
    if (token.isCancellationRequested) return undefined;
    look(uri);
  }
  for (const uri of all.takeRefolded()) look(uri);
  return [...reports.values()];
}

/** A report without diagnostics has no result id, so that the client forgets the file. */
function asItem({ shown }: Pulled, { uri, items, resultId }: Report): WorkspaceDocumentDiagnosticReport {
  if (items.length > 0) shown.add(uri);
  else shown.delete(uri);
  return { kind: "full", uri, version: null, items, ...(items.length > 0 ? { resultId } : {}) };
}

function cancelled(token: CancellationToken): Promise<void> {
  return new Promise((resolve) => {
    if (token.isCancellationRequested) resolve();
    else token.onCancellationRequested(() => resolve());
  });
}
