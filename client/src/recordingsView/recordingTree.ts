/** The recordings of the workspace as a tree: module → test → parameter set → recording. Knows no editor. */
import { numberIn, type RecordingItem } from "../../../server/src/protocol";

export type RecordingNode = GroupNode | LeafNode;

export interface GroupNode {
  readonly kind: "module" | "test";
  /** Stays the same while the tree changes around it. */
  readonly id: string;
  readonly label: string;
  /** Of a module: its folder, without what all modules have in common. Otherwise empty. */
  readonly folder: string;
  /** The module's path, or the node id of the test or of one parameter set of it; undefined: these name no test. */
  readonly nodeId: string | undefined;
  readonly children: readonly RecordingNode[];
}

export interface LeafNode {
  readonly kind: "recording";
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly item: RecordingItem;
}

/** Modules by path, tests and parameter sets by name; recordings that name no test come last. */
export function recordingTree(items: readonly RecordingItem[]): readonly GroupNode[] {
  const modules = [...groupBy(items, ({ testId }) => modulePath(testId))].sort(([a], [b]) => compare(a, b));
  const shared = sharedFolders(modules.flatMap(([path]) => (path === "" ? [] : [foldersOf(path)])));
  const groups = modules.map(([path, members]) =>
    path === "" ? withoutTest(members) : moduleNode(path, foldersOf(path).slice(shared).join("/"), members),
  );
  return groups.sort((a, b) => Number(a.nodeId === undefined) - Number(b.nodeId === undefined));
}

/** The number of recordings below a node. */
export function countRecordings(node: RecordingNode): number {
  return node.kind === "recording" ? 1 : node.children.reduce((sum, child) => sum + countRecordings(child), 0);
}

/** Any one recording below a node: where it lies says where its test is looked for. */
export function firstRecording(node: RecordingNode): RecordingItem | undefined {
  if (node.kind === "recording") return node.item;
  return node.children.map(firstRecording).find((found) => found !== undefined);
}

function withoutTest(items: readonly RecordingItem[]): GroupNode {
  return { kind: "module", id: "", label: "Without a test", folder: "", nodeId: undefined, children: items.map(leaf) };
}

function moduleNode(path: string, folder: string, items: readonly RecordingItem[]): GroupNode {
  const tests = groupBy(items, ({ testId }) => splitId(testId).base);
  const children = [...tests].sort(([a], [b]) => compare(a, b)).map(([base, members]) => testNode(base, members));
  return { kind: "module", id: path, label: path.slice(path.lastIndexOf("/") + 1), folder, nodeId: path, children };
}

function testNode(base: string, items: readonly RecordingItem[]): GroupNode {
  const label = base.slice(base.indexOf("::") + 2);
  const sets = [...groupBy(items, ({ testId }) => testId ?? "")].sort(([a], [b]) => compare(a, b));
  return { kind: "test", id: base, label, folder: "", nodeId: base, children: sets.flatMap(parameterSet) };
}

/** One recording stands for its parameter set; several get a node of their own. Without parameters, they belong to the test itself. */
function parameterSet([testId, items]: readonly [string, readonly RecordingItem[]]): readonly RecordingNode[] {
  const { parameters } = splitId(testId);
  const [first, ...others] = items;
  if (parameters === undefined || !first) return items.map(leaf);
  if (others.length === 0) return [{ ...leaf(first), label: parameters, description: first.preview }];
  return [{ kind: "test", id: testId, label: parameters, folder: "", nodeId: testId, children: items.map(leaf) }];
}

/** What it answered, and who did. */
function leaf(item: RecordingItem): LeafNode {
  const [label = fileName(item), ...others] = [item.preview, item.model ?? ""].filter((text) => text !== "");
  return {
    kind: "recording",
    id: item.id,
    label,
    description: [...others, numberIn(item.id)].filter((text) => text !== "" && !label.endsWith(text)).join(" · "),
    item,
  };
}

/** Empty: it names no module. */
function modulePath(testId: string | null): string {
  return testId?.includes("::") ? testId.slice(0, testId.indexOf("::")) : "";
}

/** A node id and its parameter id, which may itself hold brackets; undefined: there is none. */
function splitId(testId: string | null): { readonly base: string; readonly parameters: string | undefined } {
  const id = testId ?? "";
  const bracket = id.indexOf("[");
  if (bracket < 0) return { base: id, parameters: undefined };
  return { base: id.slice(0, bracket), parameters: id.slice(bracket + 1, id.endsWith("]") ? -1 : undefined) };
}

const foldersOf = (path: string): readonly string[] => path.split("/").slice(0, -1);

/** How many folders, from the outermost, all paths have in common. */
function sharedFolders([first = [], ...others]: readonly (readonly string[])[]): number {
  const different = first.findIndex((name, at) => others.some((folders) => folders[at] !== name));
  return different < 0 ? first.length : different;
}

function fileName({ id, uri }: RecordingItem): string {
  return decodeURIComponent(uri.slice(uri.lastIndexOf("/") + 1)) + numberIn(id);
}

const compare = new Intl.Collator("en", { numeric: true }).compare;

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
