/** Which recordings differ between two states of a git repository. */
import type { RecordingId } from "../recordingId";

/**
 * `changed`: a test gets or sends something else. `same-meaning`: only noise such as ids differs. `moved`: the same recording in another file.
 * `unreadable`: it cannot be read completely, so it cannot be compared.
 */
export const changeKinds = ["changed", "unreadable", "removed", "added", "moved", "same-meaning"] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** The kinds as the user reads them. */
export const kindWords: Readonly<Record<ChangeKind, string>> = {
  changed: "changed",
  unreadable: "could not be compared",
  removed: "removed",
  added: "added",
  moved: "moved",
  "same-meaning": "only noise",
};

export interface RecordingChange {
  readonly kind: ChangeKind;
  /** Path relative to the folder; for a removed recording its former path. */
  readonly file: string;
  /** null if that side has no such recording, or cannot be read at all. */
  readonly before: RecordingId | null;
  readonly after: RecordingId | null;
  readonly tests: readonly string[];
  readonly model: string | null;
  /** The answer in a few words; for an unreadable recording the reason. */
  readonly answer: string;
  /** What a test or reader would notice, one line each; for noise, what differs. */
  readonly told: readonly string[];
}

export interface RecordingChanges {
  /** Commit ids; `after` is null for the working tree. */
  readonly before: string;
  readonly after: string | null;
  /** "3 recordings changed, 1 removed, 12 only noise." */
  readonly summary: string;
  readonly recordings: readonly RecordingChange[];
}

/** A branch, a tag or a commit to compare with. */
export interface Revision {
  readonly kind: "branch" | "tag" | "commit";
  /** The revision as git accepts it. */
  readonly name: string;
  /** The first line of its commit message. */
  readonly subject: string;
}
