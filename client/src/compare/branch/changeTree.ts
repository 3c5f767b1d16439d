/** Recordings that differ between two states of a repository as a tree of tests and recordings. Independent of the editor. */
import { changeKinds, fileOf, kindWords, numberIn, writtenId, type RecordingChange } from "../../../../server/src/protocol";

export type ChangeNode = TestNode | NoiseNode | LeafNode;

export interface TestNode {
  readonly kind: "test";
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly children: readonly LeafNode[];
}

/** Recordings, of all tests, that only differ in noise. */
export interface NoiseNode {
  readonly kind: "noise";
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly children: readonly LeafNode[];
}

export interface LeafNode {
  readonly kind: "change";
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly change: RecordingChange;
}

/** Tests by their most important change; then recordings without a known test, then those that only differ in noise. */
export function changeTree(changes: readonly RecordingChange[]): readonly (TestNode | NoiseNode)[] {
  const tests = new Map<string, RecordingChange[]>();
  const noise: RecordingChange[] = [];
  for (const change of changes) {
    if (change.kind === "same-meaning") {
      noise.push(change);
      continue;
    }
    const name = change.tests.join(", ");
    const known = tests.get(name) ?? [];
    tests.set(name, known);
    known.push(change);
  }
  const nodes = [...tests]
    .sort(([a], [b]) => Number(a === "") - Number(b === ""))
    .map(([name, ofTest]) => testNode(name, ofTest));
  return noise.length === 0 ? nodes : [...nodes, noiseNode(noise)];
}

function testNode(name: string, changes: readonly RecordingChange[]): TestNode {
  const at = name.indexOf("::");
  const [module, test] = at < 0 ? ["", name] : [name.slice(name.lastIndexOf("/", at) + 1, at), name.slice(at + 2)];
  const counts = changeKinds.flatMap((kind) => {
    const count = changes.filter((each) => each.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kindWords[kind]}`];
  });
  return {
    kind: "test",
    id: `test ${name}`,
    label: test === "" ? "No known test" : writtenId(test),
    description: [...counts, module].filter((part) => part !== "").join(" · "),
    children: changes.map(leaf),
  };
}

function noiseNode(changes: readonly RecordingChange[]): NoiseNode {
  return {
    kind: "noise",
    id: "noise",
    label: "Only noise",
    description: changes.length.toLocaleString("en-US"),
    children: changes.map(leaf),
  };
}

/** The difference, or else the answer, because names of recordings are meaningless digits. */
function leaf(change: RecordingChange, at: number): LeafNode {
  const { kind, told, answer, model, file, before, after } = change;
  const [said = "", ...more] = kind === "changed" || kind === "same-meaning" ? told : [];
  const label = said === "" ? answer || nameOf(file) : said;
  const others = more.length === 0 ? "" : `and ${more.length} more`;
  return {
    kind: "change",
    id: `${kind} ${before ?? ""} ${after ?? ""} ${at}`,
    label,
    description: [others, model ?? "", numberIn(after ?? before ?? "")].filter((part) => part !== "").join(" · "),
    change,
  };
}

const nameOf = (file: string): string => fileOf(file).slice(file.lastIndexOf("/") + 1);
