/** A plan of fixes: what becomes of which file, for each cause by itself, and what is left. Pure. */
import type { CausedFinding } from "./causes";
import { after, applied, type OffsetEdit } from "./edits";

/** What becomes of a file for one cause. Each part can be carried out without the others. */
export interface PlannedPart {
  /** Why, for each recording that changes: files of one cause have equal keys (`causeKey`). */
  readonly causes: readonly [CausedFinding, ...CausedFinding[]];
  /** Whether something proves that this is what it was: what nothing proves is to be looked at. */
  readonly isSure: boolean;
  /** Whether a request, a name or a test changes. */
  readonly needsReview: boolean;
  /** What is done, a few words each. */
  readonly labels: readonly string[];
  /** Of the file's text today. */
  readonly edits: readonly OffsetEdit[];
  /** The file's new name, of one part at most; absent: it keeps its own. */
  readonly newUri?: string;
}

export interface PlannedFile {
  readonly uri: string;
  /** Its text today. */
  readonly before: string;
  /** Never empty. No edit of one touches that of another. */
  readonly parts: readonly PlannedPart[];
}

/** What is to be written of a file; `after` is undefined where it is to be removed. */
export interface WrittenFile {
  readonly uri: string;
  readonly newUri?: string;
  readonly before: string;
  readonly after: string | undefined;
}

/** A finding that is left, and why where that is known. */
export interface LeftFinding {
  readonly cause: CausedFinding;
  /** One sentence. */
  readonly reason?: string;
}

export interface FixPlan {
  readonly files: readonly PlannedFile[];
  readonly left: readonly LeftFinding[];
}

/** What these parts make of their file; by default all of them do. */
export function written({ uri, before, parts }: PlannedFile, chosen = parts): WrittenFile & { readonly after: string } {
  const newUri = chosen.find((part) => part.newUri !== undefined)?.newUri;
  return { uri, before, after: applied(before, editsOf(chosen)), ...(newUri === undefined ? {} : { newUri }) };
}

/** The file as it is when these parts are done, with the others; undefined where none is left. */
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

/** How many recordings these parts change: one that two of them change is one. */
export const recordingsOf = (parts: Iterable<PlannedPart>): number => {
  const ids = new Set<string>();
  for (const { causes } of parts) for (const { id } of causes) ids.add(id);
  return ids.size;
};

const editsOf = (parts: readonly PlannedPart[]): readonly OffsetEdit[] =>
  parts.flatMap(({ edits }) => edits).sort((a, b) => a.start - b.start);
