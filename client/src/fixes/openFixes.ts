/** Fixes that somebody looks at: which are selected, what is in the way, what was done. No editor here. */
import type { FixCause, FixedRecording, FixReview, FixTargets, LeftCause } from "../../../server/src/protocol";
import type { Purpose } from "./purposes";

export interface CauseNode {
  readonly kind: "cause";
  readonly cause: FixCause;
  /** Those that are not done yet, as of everything below. */
  readonly files: readonly FixedRecording[];
  readonly children: readonly TestNode[];
}

export interface TestNode {
  readonly kind: "test";
  /** "" for recordings of no test. */
  readonly testId: string;
  readonly files: readonly FixedRecording[];
  readonly children: readonly FileNode[];
}

export interface FileNode {
  readonly kind: "file";
  readonly file: FixedRecording;
  readonly files: readonly FixedRecording[];
}

/** All that stays as it is. */
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

/** What can be selected. */
export type SelectableNode = CauseNode | TestNode | FileNode;
export type FixNode = SelectableNode | LeftNode | LeftCauseNode | LeftFileNode;

export class OpenFixes {
  readonly #deselected = new Set<string>();
  readonly #obstacles = new Map<string, string>();
  readonly #done = new Set<string>();
  readonly #unsure: ReadonlySet<string>;
  #nodes: readonly FixNode[] | undefined;

  /** Selected is what is sure; with `like`, a file (URI), what has the same cause, and only that. */
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

  /** Made once, and again when some are done. */
  get nodes(): readonly FixNode[] {
    return (this.#nodes ??= [...this.review.causes.flatMap((cause) => this.#causeNode(cause)), ...leftNodes(this.review.left)]);
  }

  get all(): readonly FixedRecording[] {
    return this.nodes.flatMap((node) => (node.kind === "cause" ? node.files : []));
  }

  get selected(): readonly FixedRecording[] {
    return this.all.filter((file) => this.isSelected(file));
  }

  /** Whether something proves that this is what it was. */
  isSure({ uri }: FixedRecording): boolean {
    return !this.#unsure.has(uri);
  }

  isSelected({ uri }: FixedRecording): boolean {
    return !this.#deselected.has(uri) && !this.#obstacles.has(uri);
  }

  /** What is in the way stays deselected. */
  select(files: readonly FixedRecording[], isSelected: boolean): void {
    for (const { uri } of files) {
      if (isSelected) this.#deselected.delete(uri);
      else this.#deselected.add(uri);
    }
  }

  /** A sentence; undefined where nothing is in the way. */
  obstacleOf({ uri }: FixedRecording): string | undefined {
    return this.#obstacles.get(uri);
  }

  setObstacle(uri: string, reason: string | undefined): void {
    if (reason === undefined) this.#obstacles.delete(uri);
    else this.#obstacles.set(uri, reason);
  }

  /** The choices of an earlier look at the same, where they are still there. */
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

/** What something is in the way of comes first. */
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
