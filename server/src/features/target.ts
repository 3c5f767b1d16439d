/** What is at a position: a test's name in its module, or a node id in any text. Used by hover, definition and references. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Position, Range } from "vscode-languageserver-types";
import type { RecordingSummary } from "../index/store/summary";
import { rangeIn } from "../index/positions";
import { baseId, findNodeIds, parseNodeId } from "../pytest/nodeId";
import { isTestModule, testAt } from "../pytest/testModule";
import { findModule } from "./findTest";
import { summaryAt } from "./recordingIn";
import type { Services } from "./services";
import { recordedModule } from "./testRecordings";

export type Target =
  | { readonly kind: "test"; readonly names: readonly string[]; readonly range: Range }
  | { readonly kind: "nodeId"; readonly testId: string; readonly range: Range };

export function targetAt(services: Services, document: TextDocument, position: Position): Target | undefined {
  return recordedTestId(services, document, position) ?? nodeIdAt(document, position) ?? testName(services, document, position);
}

/** The recordings of a target, completely read: only the parameter set if the node id names one. */
export async function recordingsOf(
  services: Services,
  document: TextDocument,
  target: Target,
): Promise<readonly RecordingSummary[]> {
  const module = target.kind === "nodeId" ? await findModule(services, target.testId, document.uri) : undefined;
  return services.workspace.complete(
    () => known(services, document, target, module),
    (recordings) => recordings,
  );
}

/** `module` is the URI of the module that a node id names, if it exists. */
function known(
  services: Services,
  document: TextDocument,
  target: Target,
  module: string | undefined,
): readonly RecordingSummary[] {
  const { index } = services.workspace;
  if (target.kind === "test") {
    const { tests } = recordedModule(services, document);
    return tests.find(({ item }) => item.names.join("::") === target.names.join("::"))?.recordings ?? [];
  }
  const id = parseNodeId(target.testId);
  if (!id) return index.byTestId(target.testId);
  if (module === undefined)
    return id.param === undefined ? index.byBaseTestId(baseId(target.testId)) : index.byTestId(target.testId);
  const ofTest = index.ofTest(module, id.names);
  return ofTest.filter(({ nodeId }) => id.param === undefined || nodeId.param === id.param).map(({ summary }) => summary);
}

/** In a recording the test id is a JSON string, of which only the value has its escapes undone. */
function recordedTestId({ workspace }: Services, document: TextDocument, position: Position): Target | undefined {
  if (!workspace.isRecording(document)) return undefined;
  const { testId, testIdRange: range } = summaryAt(workspace.documents, document, position);
  return testId !== undefined && holds(range, position) ? { kind: "nodeId", testId, range } : undefined;
}

/** Enough for a node id with long parameters, but little enough for a file with a single line. */
const reach = 4000;

function nodeIdAt(document: TextDocument, { line, character }: Position): Target | undefined {
  const from = Math.max(character - reach, 0);
  const text = document.getText({ start: { line, character: from }, end: { line, character: character + reach } });
  const at = character - from;
  const found = findNodeIds(text).find(({ start, end }) => start <= at && at <= end);
  if (!found) return undefined;
  const range = { start: { line, character: from + found.start }, end: { line, character: from + found.end } };
  return { kind: "nodeId", testId: found.text, range };
}

function testName({ workspace }: Services, document: TextDocument, position: Position): Target | undefined {
  if (!isTestModule(document.uri)) return undefined;
  const item = testAt(workspace.documents.testModule(document), document.offsetAt(position));
  const range = item && rangeIn(document, item.nameRange);
  return range?.start.line === position.line ? { kind: "test", names: item?.names ?? [], range } : undefined;
}

function holds({ start, end }: Range, { line, character }: Position): boolean {
  const after = line > start.line || (line === start.line && character >= start.character);
  const before = line < end.line || (line === end.line && character <= end.character);
  return after && before;
}
