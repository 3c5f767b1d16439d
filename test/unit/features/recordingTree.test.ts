/** A person looks through the recordings of a workspace. */
import { describe, expect, it } from "vitest";
import { filtered, wordsOf } from "../../../server/src/features/recordingTree/filter";
import { healthsOf } from "../../../server/src/features/recordingTree/health";
import type { Member } from "../../../server/src/features/recordingTree/members";
import { leavesOf, recordingTree as treeOf, type TreeNode } from "../../../server/src/features/recordingTree/tree";
import type { Problems } from "../../../server/src/features/reports";

let files = 0;
const recording = (
  testId: string | null,
  preview = "Paris.",
  model: string | undefined = "tiny",
  more: Partial<Member> = {},
): Member => {
  const id = `file:///w/recordings/${String(++files)}.json`;
  const { problems = [] } = more;
  const known = {
    testId,
    model,
    preview,
    problems,
    family: "openai.chat",
    asked: "",
    messages: 0,
    folder: "recordings",
    bytes: 10,
  };
  return { id, uri: id, ...known, muted: [], ...more, healths: healthsOf(problems, more.muted) };
};
const found = (code: string, severity: Problems[number]["severity"] = "warning") => ({ problems: [{ code, severity }] });

const recordingTree = (members: readonly Member[]) => treeOf(members, "test");

/** One line a node, indented as the view shows it. */
const drawn = (nodes: readonly TreeNode[], indent = ""): string[] =>
  nodes.flatMap((node) => {
    if (!("children" in node)) return [`${indent}${node.row.label} (${node.row.description})`];
    const { label, place, recordings } = node.row;
    return [
      `${indent}${label}${place === "" ? "" : ` in ${place}`}: ${String(recordings)}`,
      ...drawn(node.children, `${indent}  `),
    ];
  });

describe("The recordings view", () => {
  it("names modules by their files, and says where they are as far as that differs", () => {
    const tree = recordingTree([
      recording("tests/integration/tools/web/test_b.py::test_x"),
      recording("tests/integration/chat/test_a.py::TestStreaming::test_x"),
      recording("tests/integration/chat/test_a.py::test_10", ""),
      { ...recording("tests/integration/chat/test_a.py::test_9", ""), model: undefined },
    ]);
    expect(drawn(tree)).toEqual([
      "test_a.py in chat: 3",
      "  test_9: 1",
      `    ${String(files)}.json ()`,
      "  test_10: 1",
      "    tiny ()",
      "  TestStreaming::test_x: 1",
      "    Paris. (tiny)",
      "test_b.py in tools/web: 1",
      "  test_x: 1",
      "    Paris. (tiny)",
    ]);
  });

  it("gives a parameter set with several recordings a node of its own, and lets a single one stand for its set", () => {
    const tree = recordingTree([
      recording("test_a.py::test_x[Lima-a[0]]", "first turn"),
      recording("test_a.py::test_x[Lima-a[0]]", "second turn"),
      recording("test_a.py::test_x[Bern]", "cold"),
    ]);
    expect(drawn(tree)).toEqual([
      "test_a.py: 3",
      "  test_x: 3",
      "    Bern (cold)",
      "    Lima-a[0]: 2",
      "      first turn (tiny)",
      "      second turn (tiny)",
    ]);
    const ids = (nodes: readonly TreeNode[]): unknown[] =>
      nodes.flatMap((node) => ("children" in node ? [node.row.nodeId, ...ids(node.children)] : []));
    expect(ids(tree)).toEqual(["test_a.py", "test_a.py::test_x", "test_a.py::test_x[Lima-a[0]]"]);
  });

  it("names those that share a file by their numbers", () => {
    const uri = "file:///w/recordings/chat.json";
    const inFile = (number: number, preview: string) => ({
      ...recording("test_a.py::test_x", preview),
      model: undefined,
      uri,
      id: `${uri}#/tape/${number}`,
    });
    const tree = recordingTree([inFile(0, "Paris."), inFile(1, "")]);
    expect(drawn(tree)).toEqual(["test_a.py: 2", "  test_x: 2", "    Paris. (#0)", "    chat.json#1 ()"]);
  });

  it("puts recordings that name no test last", () => {
    const tree = recordingTree([recording(null), recording("no node id"), recording("z/test_z.py::test_x")]);
    expect(drawn(tree).filter((line) => !line.startsWith(" "))).toEqual(["test_z.py: 1", "Without a test: 2"]);
  });

  it("keeps what was unfolded: nodes have the same ids after a recording was added, and no id twice", () => {
    const items = ["test_a.py::test_x[a]", "test_a.py::test_x[b]", "test_b.py::test_x", null].map((id) => recording(id));
    const ids = (nodes: readonly TreeNode[]): string[] =>
      nodes.flatMap((node) => [node.row.id, ...("children" in node ? ids(node.children) : [])]);
    const before = ids(recordingTree(items));
    const after = ids(recordingTree([recording("test_a.py::test_w"), ...items, recording("test_a.py::test_x[b]")]));
    expect(after).toEqual(expect.arrayContaining(before));
    expect(new Set(after).size).toBe(after.length);
  });

  it.each(["folder", "model", "health"] as const)("has no id twice by %s, where a test is below several groups", (groupBy) => {
    const tree = treeOf(
      [
        recording("test_a.py::test_x[a]", "", "one", { folder: "a" }),
        recording("test_a.py::test_x[a]", "", "two", { folder: "b", ...found("hash.mismatch") }),
        recording("test_a.py::test_x[b]", "", "one", { folder: "a", ...found("secret.key") }),
      ],
      groupBy,
    );
    const ids = (nodes: readonly TreeNode[]): string[] =>
      nodes.flatMap((node) => [node.row.id, ...("children" in node ? ids(node.children) : [])]);
    expect(new Set(ids(tree)).size).toBe(ids(tree).length);
    expect(tree.flatMap(leavesOf)).toHaveLength(3);
  });

  it("says the worst first, and why: replay serves what holds a credential", () => {
    const tree = treeOf(
      [
        recording("test_a.py::test_x"),
        recording("test_a.py::test_y", "", "tiny", found("secret.key")),
        recording("test_a.py::test_z", "", "tiny", found("hash.mismatch")),
        recording("test_a.py::test_u", "", "tiny", found("chunk.shape", "error")),
      ],
      "health",
    );
    expect(tree.map(({ row }) => [row.label, "place" in row && row.place])).toEqual([
      ["broken", "chunk.shape"],
      ["notFound", "hash.mismatch"],
      ["secret", "secret.key"],
      ["served", ""],
    ]);
    expect(healthsOf([{ code: "secret.key", severity: "warning" }])).toEqual(["secret", "served"]);
  });

  it("shows parameters as they were written", () => {
    const tree = recordingTree([recording("test_a.py::test_x[T\\u014dky\\u014d-\\\\x41]")]);
    expect(drawn(tree).at(-1)).toBe("    Tōkyō-\\\\x41 (Paris.)");
  });

  it("leaves what has all words, wherever they stand, and one of the healths, models and families", () => {
    const oslo = recording("test_a.py::test_x[T\\u014dky\\u014d]", "It is cold.");
    const rome = recording("test_a.py::test_y", "It is warm.", "large", found("hash.mismatch"));
    const left = (filter: Parameters<typeof filtered>[1], said = new Map<string, number[]>()) =>
      filtered([oslo, rome], filter, said).map(({ preview }) => preview);
    expect(left({ text: "TŌKYŌ tiny" })).toEqual(["It is cold."]);
    expect(left({ text: "cold large" })).toEqual([]);
    expect(left({ text: "large hidden" }, new Map([[rome.id, [1]]]))).toEqual(["It is warm."]);
    expect(left({ health: ["hash.mismatch"] })).toEqual(["It is warm."]);
    expect(left({ health: ["served", "notFound"], models: ["tiny"] })).toEqual(["It is cold."]);
    expect(left({ families: ["tool"] })).toEqual([]);
    expect(wordsOf(' "It is" IT  "" it')).toEqual(["it is", "it"]);
  });

  it("needs no recording", () => expect(recordingTree([])).toEqual([]));
});
