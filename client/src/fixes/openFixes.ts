/** Fixes under review: the selection, obstacles, and what was done. A file has a row for each of its causes. Independent of the editor. */
import type { FixCause, FixedFile, FixReview, FixTargets, LeftCause } from "../../../server/src/protocol";
import type { Purpose } from "./purposes";

export interface CauseNode {
  readonly kind: "cause";
  readonly cause: FixCause;
  /** Files that are not done yet, here and in all types below. */
  readonly files: readonly FixedFile[];
  readonly children: readonly TestNode[];
}

export interface TestNode {
  readonly kind: "test";
  /** "" for recordings without a test. */
  readonly testId: string;
  readonly files: readonly FixedFile[];
  readonly children: readonly FileNode[];
}

export interface FileNode {
  readonly kind: "file";
  readonly file: FixedFile;
  readonly files: readonly FixedFile[];
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
  /** Rows, by their part ids. */
  readonly #deselected = new Set<string>();
  readonly #done = new Set<string>();
  /** By the current URI of the file. */
  readonly #obstacles = new Map<string, string>();
  /** New URIs of files that were renamed. */
  readonly #renamed = new Map<string, string>();
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
    this.#unsure = new Set(unsure.map(({ part }) => part));
    for (const cause of review.causes) {
      const files = filesOf(cause);
      const isSelected = like === undefined ? cause.isSure : files.some(({ uri }) => uri === like);
      if (!isSelected) for (const { part } of files) this.#deselected.add(part);
    }
  }

  /** Computed once, and again when some are done. */
  get nodes(): readonly FixNode[] {
    return (this.#nodes ??= [...this.review.causes.flatMap((cause) => this.#causeNode(cause)), ...leftNodes(this.review.left)]);
  }

  get all(): readonly FixedFile[] {
    return this.nodes.flatMap((node) => (node.kind === "cause" ? node.files : []));
  }

  get selected(): readonly FixedFile[] {
    return this.all.filter((file) => this.isSelected(file));
  }

  /** Whether something proves the fix correct. */
  isSure({ part }: FixedFile): boolean {
    return !this.#unsure.has(part);
  }

  isSelected({ part, uri }: FixedFile): boolean {
    return !this.#deselected.has(part) && !this.#obstacles.has(uri);
  }

  /** Files with an obstacle cannot be selected. */
  select(files: readonly FixedFile[], isSelected: boolean): void {
    for (const { part } of files) {
      if (isSelected) this.#deselected.delete(part);
      else this.#deselected.add(part);
    }
  }

  /** A sentence; undefined if there is no obstacle. */
  obstacleOf({ uri }: FixedFile): string | undefined {
    return this.#obstacles.get(uri);
  }

  setObstacle(uri: string, reason: string | undefined): void {
    if (reason === undefined) this.#obstacles.delete(uri);
    else this.#obstacles.set(uri, reason);
  }

  /** Takes over the selection of an earlier review, as far as its files are still there. */
  takeChoices(earlier: OpenFixes): void {
    const known = new Map(earlier.#rows.map(([key, { part }]) => [key, part]));
    for (const [key, file] of this.#rows) {
      const part = known.get(key);
      if (part !== undefined) this.select([file], !earlier.#deselected.has(part));
    }
  }

  /** All rows with keys that are the same in later plans: cause and file. */
  get #rows(): readonly (readonly [string, FixedFile])[] {
    const causes = this.nodes.flatMap((node) => (node.kind === "cause" ? node : []));
    return causes.flatMap(({ cause: { code, short, more }, files }) =>
      files.map((file) => [JSON.stringify([code, short, more, file.uri]), file] as const),
    );
  }

  done(files: readonly FixedFile[]): void {
    for (const { part, uri, newUri } of files) {
      this.#done.add(part);
      if (newUri !== undefined) this.#renamed.set(uri, newUri);
    }
    this.#nodes = undefined;
  }

  #causeNode(cause: FixCause): readonly CauseNode[] {
    const children = cause.tests.flatMap(({ testId, files }): TestNode[] => {
      const open = files
        .filter(({ part }) => !this.#done.has(part))
        .map((file) => ({ ...file, uri: this.#renamed.get(file.uri) ?? file.uri }));
      const nodes = open.map((file): FileNode => ({ kind: "file", file, files: [file] }));
      return open.length === 0 ? [] : [{ kind: "test", testId, files: open, children: nodes }];
    });
    const files = children.flatMap((test) => test.files);
    return files.length === 0 ? [] : [{ kind: "cause", cause, files, children }];
  }
}

/** The number of recordings that change, each counted once. */
export const recordingsOf = (files: readonly FixedFile[]): number => new Set(files.flatMap(({ recordings }) => recordings)).size;

const filesOf = ({ tests }: FixCause): readonly FixedFile[] => tests.flatMap(({ files }) => files);

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
