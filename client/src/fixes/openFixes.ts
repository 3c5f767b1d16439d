/** Fixes under review: the selection, obstacles, and what was done. Independent of the editor. */
import type { FixCause, FixedRecording, FixReview, FixTargets, LeftCause } from "../../../server/src/protocol";
import type { Purpose } from "./purposes";

export interface CauseNode {
  readonly kind: "cause";
  readonly cause: FixCause;
  /** Files that are not done yet, here and in all types below. */
  readonly files: readonly FixedRecording[];
  readonly children: readonly TestNode[];
}

export interface TestNode {
  readonly kind: "test";
  /** "" for recordings without a test. */
  readonly testId: string;
  readonly files: readonly FixedRecording[];
  readonly children: readonly FileNode[];
}

export interface FileNode {
  readonly kind: "file";
  readonly file: FixedRecording;
  readonly files: readonly FixedRecording[];
}

/** Recordings that are not changed. */
export interface LeftNode {
  readonly kind: "left";
  readonly children: readonly LeftCauseNode[];
}

export interface LeftCauseNode {
  readonly kind: "leftCause";
  readonly left: LeftCause;
  readonly children: readonly LeftFileNode[];
}

export interface LeftFileNode {
  readonly kind: "leftFile";
  readonly uri: string;
}

/** Nodes with a check box. */
export type SelectableNode = CauseNode | TestNode | FileNode;
export type FixNode = SelectableNode | LeftNode | LeftCauseNode | LeftFileNode;

export class OpenFixes {
  readonly #deselected = new Set<string>();
  readonly #obstacles = new Map<string, string>();
  readonly #done = new Set<string>();
  readonly #unsure: ReadonlySet<string>;
  #nodes: readonly FixNode[] | undefined;

  /** Selects proven fixes; with `like`, a file (URI), only those with the same cause. */
  constructor(
    readonly review: FixReview,
    readonly targets: FixTargets,
    readonly purpose: Purpose = "fix",
    readonly like?: string,
  ) {
    const unsure = review.causes.filter(({ isSure }) => !isSure).flatMap(filesOf);
    this.#unsure = new Set(unsure.map(({ uri }) => uri));
    for (const cause of review.causes) {
      const files = filesOf(cause);
      const isSelected = like === undefined ? cause.isSure : files.some(({ uri }) => uri === like);
      if (!isSelected) for (const { uri } of files) this.#deselected.add(uri);
    }
  }

  /** Computed once, and again when some are done. */
  get nodes(): readonly FixNode[] {
    return (this.#nodes ??= [...this.review.causes.flatMap((cause) => this.#causeNode(cause)), ...leftNodes(this.review.left)]);
  }

  get all(): readonly FixedRecording[] {
    return this.nodes.flatMap((node) => (node.kind === "cause" ? node.files : []));
  }

  get selected(): readonly FixedRecording[] {
    return this.all.filter((file) => this.isSelected(file));
  }

  /** Whether something proves the fix correct. */
  isSure({ uri }: FixedRecording): boolean {
    return !this.#unsure.has(uri);
  }

  isSelected({ uri }: FixedRecording): boolean {
    return !this.#deselected.has(uri) && !this.#obstacles.has(uri);
  }

  /** Files with an obstacle cannot be selected. */
  select(files: readonly FixedRecording[], isSelected: boolean): void {
    for (const { uri } of files) {
      if (isSelected) this.#deselected.delete(uri);
      else this.#deselected.add(uri);
    }
  }

  /** A sentence; undefined if there is no obstacle. */
  obstacleOf({ uri }: FixedRecording): string | undefined {
    return this.#obstacles.get(uri);
  }

  setObstacle(uri: string, reason: string | undefined): void {
    if (reason === undefined) this.#obstacles.delete(uri);
    else this.#obstacles.set(uri, reason);
  }

  /** Takes over the selection of an earlier review, as far as its files are still there. */
  takeChoices(earlier: OpenFixes): void {
    const known = new Set(earlier.all.map(({ uri }) => uri));
    for (const { uri } of this.all) {
      if (known.has(uri)) this.select([{ uri, labels: [] }], !earlier.#deselected.has(uri));
    }
  }

  done(files: readonly FixedRecording[]): void {
    for (const { uri } of files) this.#done.add(uri);
    this.#nodes = undefined;
  }

  #causeNode(cause: FixCause): readonly CauseNode[] {
    const children = cause.tests.flatMap(({ testId, files }): TestNode[] => {
      const open = files.filter(({ uri }) => !this.#done.has(uri));
      const nodes = open.map((file): FileNode => ({ kind: "file", file, files: [file] }));
      return open.length === 0 ? [] : [{ kind: "test", testId, files: open, children: nodes }];
    });
    const files = children.flatMap((test) => test.files);
    return files.length === 0 ? [] : [{ kind: "cause", cause, files, children }];
  }
}

const filesOf = ({ tests }: FixCause): readonly FixedRecording[] => tests.flatMap(({ files }) => files);

/** Those with an obstacle come first. */
function leftNodes(left: readonly LeftCause[]): readonly LeftNode[] {
  if (left.length === 0) return [];
  const sorted = [...left].sort((a, b) => Number(b.reason !== undefined) - Number(a.reason !== undefined));
  const children = sorted.map((each): LeftCauseNode => ({
    kind: "leftCause",
    left: each,
    children: each.uris.map((uri) => ({ kind: "leftFile", uri })),
  }));
  return [{ kind: "left", children }];
}
