/** Recordings as a tree: grouped, then by test, parameter set and recording. Pure. */
import { healths, type Grouping, type GroupRow, type Health, type LeafRow, type RecordingRow } from "../../protocol";
import { writtenId } from "../../pytest/writtenId";
import { numberIn } from "../../recordingId";
import { reasonsFirst, summaryOfRule } from "./health";
import type { Member } from "./members";

export type TreeNode = GroupNode | LeafNode;
export interface GroupNode {
  readonly row: GroupRow;
  readonly children: readonly TreeNode[];
}
export interface LeafNode {
  readonly row: LeafRow;
}

/** What several recordings have in common. */
type Group = Pick<GroupRow, "kind" | "id" | "label" | "place" | "nodeId">;

/** Groups by name, with recordings without one last; tests and parameter sets by name; healths the worst first. */
export function recordingTree(members: readonly Member[], groupBy: Grouping): readonly TreeNode[] {
  switch (groupBy) {
    case "test":
      return modules(members);
    case "folder":
      return groupedBy(members, "folder", ({ folder }) => folder, "Workspace folder");
    case "model":
      return groupedBy(members, "model", ({ model }) => model ?? "", "Without a model");
    case "health":
      return byHealth(members);
  }
}

/** All recordings below a node. */
export function leavesOf(node: TreeNode): readonly LeafRow[] {
  return "children" in node ? node.children.flatMap(leavesOf) : [node.row];
}

function modules(members: readonly Member[]): readonly TreeNode[] {
  const groups = [...groupBy(members, ({ testId }) => modulePath(testId))].sort(([a], [b]) => inOrder(a, b));
  const shared = sharedFolders(groups.flatMap(([path]) => (path === "" ? [] : [foldersOf(path)])));
  return groups.map(([path, ofModule]) => {
    if (path === "")
      return group(
        { ...withoutTest, id: "module" },
        ofModule.map((each) => leaf(each, "")),
        ofModule,
      );
    const place = foldersOf(path).slice(shared).join("/");
    const named = { kind: "module", id: `module ${path}`, label: baseOf(path), place, nodeId: path } as const;
    return group(named, tests(ofModule, ""), ofModule);
  });
}

const withoutTest: Omit<Group, "id"> = { kind: "module", label: "Without a test", place: "", nodeId: null };

function groupedBy(
  members: readonly Member[],
  kind: "folder" | "model",
  key: (member: Member) => string,
  otherwise: string,
): readonly TreeNode[] {
  const groups = [...groupBy(members, key)].sort(([a], [b]) => inOrder(a, b));
  return groups.map(([name, ofGroup]) => {
    const id = `${kind} ${name}`;
    return group({ kind, id, label: name === "" ? otherwise : name, place: "", nodeId: null }, tests(ofGroup, id), ofGroup);
  });
}

/** For recordings that replay does not serve, one group for each reason. */
function byHealth(members: readonly Member[]): readonly TreeNode[] {
  const reason = ({ healths: [health], problems, muted }: Member) => {
    const [code] = health === "served" ? [] : health === "muted" ? muted : reasonsFirst(problems, health);
    return JSON.stringify([health, code?.code ?? ""]);
  };
  const groups = [...groupBy(members, reason)].map(([key, ofGroup]) => ({ parts: JSON.parse(key) as [Health, string], ofGroup }));
  groups.sort((a, b) => healths.indexOf(a.parts[0]) - healths.indexOf(b.parts[0]) || b.ofGroup.length - a.ofGroup.length);
  return groups.map(({ parts: [health, code], ofGroup }) => {
    const id = `health ${health} ${code}`;
    return group({ kind: "health", id, label: health, place: code, nodeId: null }, tests(ofGroup, id), ofGroup);
  });
}

/** `above` is the id of the enclosing group, which may contain only some of a test's recordings; empty for none. */
function tests(members: readonly Member[], above: string): readonly TreeNode[] {
  const groups = [...groupBy(members, ({ testId }) => splitId(testId).base)].sort(([a], [b]) => inOrder(a, b));
  return groups.flatMap(([base, ofTest]): readonly TreeNode[] =>
    modulePath(base) === "" ? ofTest.map((each) => leaf(each, above)) : [testNode(base, ofTest, above)],
  );
}

function testNode(base: string, members: readonly Member[], above: string): GroupNode {
  const label = base.slice(base.indexOf("::") + 2);
  const place = above === "" ? "" : baseOf(modulePath(base));
  const sets = [...groupBy(members, ({ testId }) => testId ?? "")].sort(([a], [b]) => inOrder(a, b));
  const children = sets.flatMap(([testId, ofSet]) => parameterSet(testId, ofSet, above));
  return group({ kind: "test", id: idBelow(above, `test ${base}`), label, place, nodeId: base }, children, members);
}

/**
 * A parameter set with one recording is shown as that recording; one with several gets a node of its own. Without parameters, they are children of
 * the test itself.
 */
function parameterSet(testId: string, members: readonly Member[], above: string): readonly TreeNode[] {
  const { parameters } = splitId(testId);
  const [first, ...others] = members;
  if (parameters === undefined || !first) return members.map((each) => leaf(each, above));
  const label = writtenId(parameters);
  if (others.length === 0) return [{ row: { ...leaf(first, above).row, label, description: first.preview } }];
  const id = idBelow(above, `test ${testId}`);
  return [
    group(
      { kind: "test", id, label, place: "", nodeId: testId },
      members.map((each) => leaf(each, above)),
      members,
    ),
  ];
}

function group(of: Group, children: readonly TreeNode[], members: readonly Member[]): GroupNode {
  const health: Partial<Record<Health, number>> = {};
  let bytes = 0;
  for (const member of members) {
    bytes += member.bytes;
    for (const each of member.healths) health[each] = (health[each] ?? 0) + 1;
  }
  return { row: { ...of, recordings: members.length, bytes, health, first: members[0]?.id ?? "" }, children };
}

/** The answer, and its model. */
function leaf(member: Member, above: string): LeafNode {
  const { id, testId, model = null, asked, preview, bytes, problems, muted } = member;
  const [health] = member.healths;
  const [label = fileName(member), ...others] = [preview, model ?? ""].filter((text) => text !== "");
  return {
    row: {
      ...{ kind: "recording", id: idBelow(above, `recording ${id}`), recording: id, label, testId, model, asked, bytes, health },
      description: [...others, numberIn(id)].filter((text) => text !== "" && !label.endsWith(text)).join(" · "),
      answer: preview,
      problems: reasonsFirst(problems, health).map(toldOf),
      muted: muted.map(toldOf),
    },
  };
}

const toldOf = ({ code }: Member["problems"][number]) => ({ code, summary: summaryOfRule(code) });

/** The rows of nodes, or of a single row itself. */
export const rowsOf = (nodes: readonly TreeNode[]): readonly RecordingRow[] => nodes.map(({ row }) => row);

const idBelow = (above: string, id: string): string => (above === "" ? id : `${id} in ${above}`);

/** Empty if it names no module. */
function modulePath(testId: string | null): string {
  return testId?.includes("::") ? testId.slice(0, testId.indexOf("::")) : "";
}

/** A node id and its parameter id, which may contain brackets; undefined if there is none. */
function splitId(testId: string | null): { readonly base: string; readonly parameters: string | undefined } {
  const id = testId ?? "";
  const bracket = id.indexOf("[");
  if (bracket < 0) return { base: id, parameters: undefined };
  return { base: id.slice(0, bracket), parameters: id.slice(bracket + 1, id.endsWith("]") ? -1 : undefined) };
}

const foldersOf = (path: string): readonly string[] => path.split("/").slice(0, -1);
const baseOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** The number of outermost folders that all paths share. */
function sharedFolders([first = [], ...others]: readonly (readonly string[])[]): number {
  const different = first.findIndex((name, at) => others.some((folders) => folders[at] !== name));
  return different < 0 ? first.length : different;
}

function fileName({ id, uri }: Member): string {
  return decodeURIComponent(baseOf(uri)) + numberIn(id);
}

const compare = new Intl.Collator("en", { numeric: true }).compare;

/** Sorts what has no name last. */
const inOrder = (a: string, b: string): number => Number(a === "") - Number(b === "") || compare(a, b);

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}
