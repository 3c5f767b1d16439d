/** A person looks through the recordings of a workspace. */
import { describe, expect, it } from "vitest";
import {
  countRecordings,
  firstRecording,
  recordingTree,
  type RecordingNode,
} from "../../../client/src/recordingsView/recordingTree";
import type { RecordingItem } from "../../../server/src/protocol";

let files = 0;
const recording = (testId: string | null, preview = "Paris.", model: string | null = "tiny"): RecordingItem => {
  const uri = `file:///w/recordings/${String(++files)}.json`;
  return { id: uri, uri, testId, model, preview };
};

/** One line a node, indented as the view shows it. */
const drawn = (nodes: readonly RecordingNode[], indent = ""): string[] =>
  nodes.flatMap((node) => {
    if (node.kind === "recording") return [`${indent}${node.label} (${node.description})`];
    const folder = node.folder === "" ? "" : ` in ${node.folder}`;
    return [`${indent}${node.label}${folder}: ${String(countRecordings(node))}`, ...drawn(node.children, `${indent}  `)];
  });

describe("The recordings view", () => {
  it("names modules by their files, and says where they are as far as that differs", () => {
    const tree = recordingTree([
      recording("tests/integration/tools/web/test_b.py::test_x"),
      recording("tests/integration/chat/test_a.py::TestStreaming::test_x"),
      recording("tests/integration/chat/test_a.py::test_10", ""),
      recording("tests/integration/chat/test_a.py::test_9", "", null),
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
    const set = tree[0]?.children[0];
    expect(set?.kind === "test" && set.children[1]).toMatchObject({ kind: "test", nodeId: "test_a.py::test_x[Lima-a[0]]" });
  });

  it("names those that share a file by their numbers", () => {
    const uri = "file:///w/recordings/chat.json";
    const inFile = (number: number, preview: string) => ({
      ...recording("test_a.py::test_x", preview, null),
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
    const ids = (nodes: readonly RecordingNode[]): string[] =>
      nodes.flatMap((node) => [`${node.kind} ${node.id}`, ...(node.kind === "recording" ? [] : ids(node.children))]);
    const before = ids(recordingTree(items));
    const after = ids(recordingTree([recording("test_a.py::test_w"), ...items, recording("test_a.py::test_x[b]")]));
    expect(after).toEqual(expect.arrayContaining(before));
    expect(new Set(after).size).toBe(after.length);
  });

  it("knows a recording below every node, and needs none", () => {
    const [module] = recordingTree([recording("test_a.py::test_x", "only")]);
    expect(module && firstRecording(module)).toMatchObject({ preview: "only" });
    expect(recordingTree([])).toEqual([]);
  });
});
