/** Why replay did not find a recording. */
import type { HashDifference, HashScheme } from "../recording/naming";
import type { HashStatus, RecordingItem } from "./recordings";

/** A recording beside the one that was looked for. */
export interface NearRecording extends RecordingItem {
  readonly fileName: string;
  readonly status: HashStatus;
  /** How many fields make its hash another one; null where no request was given to compare with, or it has none. */
  readonly differences: number | null;
}

/** Why replay does not serve a recording for a hash that leads to it. */
export type AstrayReason =
  /** The name is another one than replay looks for. */
  | "name"
  /** Replay of the test does not look in its folder. */
  | "folder"
  /** A server recorded it, whose name is the hash without the test: by the hash with it, no server looks. */
  | "server"
  /** Only its name says the hash: its request has another one. */
  | "content"
  /** Its request has the hash under another scheme than the one in use. */
  | "scheme"
  /** Its request is that of another test. */
  | "test";

export interface AstrayRecording extends NearRecording {
  readonly reason: AstrayReason;
  /** The name by which replay would find it under the scheme in use; null where its request is not hashed. */
  readonly expected: string | null;
  /** The schemes under which its request has the hash. */
  readonly schemes: readonly HashScheme[];
  /** Whether it lies in a folder where replay of the test looks. */
  readonly inPlace: boolean;
}

/** One place where replay looks. */
export interface LookupPlace {
  /** Why there: beside the test, in the folder for requests outside tests, where the first recorder kept everything, or where this suite's lie. */
  readonly kind: "test" | "common" | "legacy" | "suite";
  /** URI. */
  readonly folder: string;
  /** URI of the file that replay would open; of a model list, the folder's first such file, if any. */
  readonly file: string;
  readonly exists: boolean;
}

/** What replay did when it did not find a recording. */
export interface Explanation {
  /** One or two sentences: what happened, and what helps. */
  readonly verdict: string;
  readonly testId: string | null;
  /** What was looked for; null where neither a hash nor a whole request was given. */
  readonly hash: string | null;
  /** The hash scheme in use. */
  readonly scheme: HashScheme;
  /** In the order of replay; empty without a hash. */
  readonly lookedIn: readonly LookupPlace[];
  /** Recordings that the hash leads to, by name or by request, and that replay does not serve for it. */
  readonly elsewhere: readonly AstrayRecording[];
  /** Recordings of the same test, else of the same function, else of the same module; nearest first where a request was given. */
  readonly nearest: readonly NearRecording[];
  /** The request that was given, field by field against the nearest recording (URI). */
  readonly comparison: { readonly uri: string; readonly differences: readonly HashDifference[] } | null;
  /** The test (node id) whose recording in the mode `record-if-missing` makes what is missing, and the folder (URI) it is relative to; null where that does not help. */
  readonly record: { readonly nodeId: string; readonly root: string } | null;
}
