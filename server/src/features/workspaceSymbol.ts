/** Workspace symbols: tests that have recordings, and requests by hash. Each leads to a recording. */
import { SymbolKind, type SymbolInformation } from "vscode-languageserver-types";
import type { RecordingSummary } from "../index/store/summary";
import { baseName } from "../index/uris";
import { parseNodeId } from "../pytest/nodeId";
import { writtenId } from "../pytest/writtenId";
import { oneLine, shorten } from "../recording/json";
import { maskSecrets } from "../rules/secrets/mask";
import type { Feature } from "./feature";
import { withQuery } from "./params";
import type { Services } from "./services";

type Named = Pick<RecordingSummary, "id" | "testId">;

const maxSymbols = 300;
const shortestHash = 6;

export const workspaceSymbolFeature: Feature = {
  capabilities: () => ({ workspaceSymbolProvider: true }),
  register({ connection, services, guard }) {
    const none = () => [];
    connection.onWorkspaceSymbol(guard.request("Symbols", withQuery, ({ query }) => workspaceSymbols(services, query), none));
  },
};

export function workspaceSymbols({ workspace }: Services, query: string): SymbolInformation[] {
  const wanted = query.trim().toLowerCase();
  const hash = workspace.formats.digitsOfHash(wanted) ?? "";
  const tests = new Map<string, SymbolInformation>();
  const requests: SymbolInformation[] = [];
  for (const { id, testId } of byTest(workspace.index.namedTests())) {
    const asked = hash.length >= shortestHash && workspace.formats.hashOfName(baseName(id))?.startsWith(hash) === true;
    const named = testId !== undefined && !tests.has(testId) && isSubsequence(wanted, writtenId(testId).toLowerCase());
    const recording = asked || named ? workspace.index.get(id) : undefined;
    if (asked && recording) requests.push(requestSymbol(recording));
    if (named && recording) tests.set(testId, testSymbol(recording, testId));
    if (tests.size + requests.length >= maxSymbols) break;
  }
  return [...requests, ...tests.values()];
}

/** Ordered by test id, then file; those without a test first. */
function byTest(recordings: Iterable<Named>): readonly Named[] {
  const key = ({ testId = "", id }: Named) => `${testId}\n${id}`;
  return [...recordings]
    .map((recording) => ({ recording, key: key(recording) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ recording }) => recording);
}

function testSymbol({ uri, testIdRange: range }: RecordingSummary, testId: string): SymbolInformation {
  const path = parseNodeId(testId)?.path;
  const name = writtenId(maskSecrets(path === undefined ? testId : testId.slice(path.length + 2)));
  return {
    name: shorten(oneLine(name), 200) || "?",
    kind: SymbolKind.Method,
    location: { uri, range },
    ...(path === undefined ? {} : { containerName: shorten(oneLine(maskSecrets(path)), 200) }),
  };
}

function requestSymbol({ uri, testIdRange: range, hash, model }: RecordingSummary): SymbolInformation {
  return { name: hash ?? "", kind: SymbolKind.File, location: { uri, range }, containerName: shorten(oneLine(model ?? ""), 200) };
}

/** The client filters and sorts in its own way; this keeps everything that it might match. */
function isSubsequence(wanted: string, text: string): boolean {
  let at = 0;
  for (const letter of wanted) {
    if (letter === " ") continue;
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
