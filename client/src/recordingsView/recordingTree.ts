/** The recordings of the workspace as a tree: module → test → recording. Knows no editor. */
import type { RecordingItem } from "../../../server/src/protocol";

export type RecordingNode =
  | { readonly kind: "module"; readonly label: string; readonly children: readonly RecordingNode[] }
  | { readonly kind: "test"; readonly label: string; readonly testId: string; readonly children: readonly RecordingNode[] }
  | { readonly kind: "recording"; readonly label: string; readonly item: RecordingItem };

const withoutTest = "Without a test";

/** Modules by path, tests by name, recordings by parameter id; those that name no test come last. */
export function recordingTree(items: readonly RecordingItem[]): RecordingNode[] {
  const modules = groupBy(items, (item) => moduleOf(item) ?? withoutTest);
  return [...modules]
    .sort(([a], [b]) => Number(a === withoutTest) - Number(b === withoutTest) || a.localeCompare(b))
    .map(([label, members]) => ({ kind: "module", label, children: label === withoutTest ? members.map(leaf) : tests(members) }));
}

/** The number of recordings below a node. */
export function countRecordings(node: RecordingNode): number {
  return node.kind === "recording" ? 1 : node.children.reduce((sum, child) => sum + countRecordings(child), 0);
}

function tests(items: readonly RecordingItem[]): RecordingNode[] {
  return [...groupBy(items, ({ testId }) => baseId(testId ?? ""))]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([testId, members]) => ({
      kind: "test",
      label: testId.slice(testId.indexOf("::") + 2),
      testId,
      children: members.map(leaf).sort((a, b) => a.label.localeCompare(b.label)),
    }));
}

function leaf(item: RecordingItem): RecordingNode {
  return { kind: "recording", label: parameter(item.testId ?? "") ?? item.model ?? fileName(item.uri), item };
}

function moduleOf({ testId }: RecordingItem): string | undefined {
  return testId?.includes("::") ? testId.slice(0, testId.indexOf("::")) : undefined;
}

/** A node id without its parameter part, which may itself hold brackets. */
function baseId(testId: string): string {
  const bracket = testId.indexOf("[");
  return bracket < 0 ? testId : testId.slice(0, bracket);
}

function parameter(testId: string): string | undefined {
  const bracket = testId.indexOf("[");
  return bracket < 0 ? undefined : testId.slice(bracket + 1, testId.endsWith("]") ? -1 : undefined);
}

function fileName(uri: string): string {
  return decodeURIComponent(uri.slice(uri.lastIndexOf("/") + 1));
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
