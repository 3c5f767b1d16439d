/** A plan of fixes: the changes of each file, separately for each cause, and the findings that are not fixed. Pure. */
import type { CausedFinding } from "./causes";
import { after, applied, type OffsetEdit } from "./edits";

/** The planned change of a file for one cause. Each part can be carried out without the others. */
export interface PlannedPart {
  /** The reason, for each recording that changes: files with the same cause have equal keys (`causeKey`). */
  readonly causes: readonly [CausedFinding, ...CausedFinding[]];
  /** Whether something proves the fix correct; otherwise it needs review. */
  readonly isSure: boolean;
  /** Whether a request, a name or a test changes. */
  readonly needsReview: boolean;
  /** What the fix does, a few words each. */
  readonly labels: readonly string[];
  /** Edits of `before`. */
  readonly edits: readonly OffsetEdit[];
  /** The file's new URI, in one part at most; absent if the name stays. */
  readonly newUri?: string;
}

export interface PlannedFile {
  readonly uri: string;
  /** Its current text. */
  readonly before: string;
  /** Never empty. Their edits do not touch each other. */
  readonly parts: readonly PlannedPart[];
}

/** A file to write; `after` is undefined if it is to be deleted. */
export interface WrittenFile {
  readonly uri: string;
  readonly newUri?: string;
  readonly before: string;
  readonly after: string | undefined;
}

/** A finding that is not fixed, with the reason if known. */
export interface LeftFinding {
  readonly cause: CausedFinding;
  /** One sentence. */
  readonly reason?: string;
}

export interface FixPlan {
  readonly files: readonly PlannedFile[];
  readonly left: readonly LeftFinding[];
}

/** The file with these parts carried out; by default all of them. */
export function written({ uri, before, parts }: PlannedFile, chosen = parts): WrittenFile & { readonly after: string } {
  const newUri = chosen.find((part) => part.newUri !== undefined)?.newUri;
  return { uri, before, after: applied(before, editsOf(chosen)), ...(newUri === undefined ? {} : { newUri }) };
}

/** The file after these parts were carried out, with the other parts; undefined if there are none. */
export function without(file: PlannedFile, done: readonly PlannedPart[]): PlannedFile | undefined {
  const others = file.parts.filter((part) => !done.includes(part));
  if (others.length === 0) return undefined;
  const now = written(file, done);
  const made = editsOf(done);
  return {
    uri: now.newUri ?? file.uri,
    before: now.after,
    parts: others.map((part) => ({ ...part, edits: after(part.edits, made) })),
  };
}

/** The number of recordings that these parts change, each counted once. */
export const recordingsOf = (parts: Iterable<PlannedPart>): number => {
  const ids = new Set<string>();
  for (const { causes } of parts) for (const { id } of causes) ids.add(id);
  return ids.size;
};

const editsOf = (parts: readonly PlannedPart[]): readonly OffsetEdit[] =>
  parts.flatMap(({ edits }) => edits).sort((a, b) => a.start - b.start);
