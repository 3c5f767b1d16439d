/** Which recordings differ between two states of a git repository. */
import type { RecordingId } from "../recordingId";

/**
 * `changed`: a test sees or asks something else. `same-meaning`: only noise, such as ids, is another. `moved`: the very same recording in another
 * file. `unreadable`: not all of it can be read, so nobody knows.
 */
export const changeKinds = ["changed", "unreadable", "removed", "added", "moved", "same-meaning"] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** As people read them. */
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
  /** As it is named from the folder; of a removed one as it was. */
  readonly file: string;
  /** null: that side has none, or nothing of it can be read. */
  readonly before: RecordingId | null;
  readonly after: RecordingId | null;
  readonly tests: readonly string[];
  readonly model: string | null;
  /** In a few words; of an unreadable one why it is. */
  readonly answer: string;
  /** What a test, or its reader, would notice, a line each; of what differs in noise alone, in what. */
  readonly told: readonly string[];
}

export interface RecordingChanges {
  /** Of the commits; `after` null: the working tree. */
  readonly before: string;
  readonly after: string | null;
  /** "3 recordings changed, 1 removed, 12 only noise." */
  readonly summary: string;
  readonly recordings: readonly RecordingChange[];
}

/** A branch, a tag or a commit to compare with. */
export interface Revision {
  readonly kind: "branch" | "tag" | "commit";
  /** What git takes for it. */
  readonly name: string;
  /** The subject of its commit. */
  readonly subject: string;
}
