/** Explanations of why replay did not find a recording. */
import type { HashDifference, HashScheme } from "../recording/naming";
import type { RecordingId } from "../recordingId";
import type { HashStatus, RecordingItem } from "./recordings";

/** A recording that resembles the one that was looked up. */
export interface NearRecording extends RecordingItem {
  readonly fileName: string;
  readonly status: HashStatus;
  /** The number of fields that change the hash; null if no request was given, or the recording has none. */
  readonly differences: number | null;
}

/** Why replay does not serve a recording that matches the hash. */
export type NotServedReason =
  /** It has another name than replay looks for. */
  | "name"
  /** Replay of the test does not search its folder. */
  | "folder"
  /** A server recorded it and named it by the hash without the test, but replay looks up the hash with it. */
  | "server"
  /** Only its name is the hash; its request has another one. */
  | "content"
  /** Its request has the hash under another scheme than the one in use. */
  | "scheme"
  /** Its request belongs to another test. */
  | "test";

export interface NotServedRecording extends NearRecording {
  readonly reason: NotServedReason;
  /** The name by which replay would find it under the scheme in use; null if its request is not hashed. */
  readonly expected: string | null;
  /** The schemes under which its request has the hash. */
  readonly schemes: readonly HashScheme[];
  /** Whether it lies in a folder that replay of the test searches. */
  readonly inPlace: boolean;
}

/** A folder that replay searches. */
export interface LookupPlace {
  /** Why there: next to the test, the folder for requests outside tests, the folder of the first recorder, or this suite's own folder. */
  readonly kind: "test" | "common" | "legacy" | "suite";
  /** URI of the folder. */
  readonly folder: string;
  /** URI of the file that replay would open; for a list of models, the first such file in the folder, if any. */
  readonly file: string;
  readonly exists: boolean;
}

/** Why replay did not find a recording. */
export type Explanation = HashExplanation | CassetteExplanation;

/** The explanation for a suite whose recordings are looked up by the hash of their request. */
export interface HashExplanation {
  readonly kind: "hash";
  /** One or two sentences: what happened, and what to do. */
  readonly verdict: string;
  readonly testId: string | null;
  /** The hash that was looked up; null if neither a hash nor a whole request was given. */
  readonly hash: string | null;
  /** The hash scheme in use. */
  readonly scheme: HashScheme;
  /** The folders in lookup order; empty without a hash. */
  readonly lookedIn: readonly LookupPlace[];
  /** Recordings that match the hash by name or by request, and that replay does not serve for it. */
  readonly elsewhere: readonly NotServedRecording[];
  /** Recordings of the same test, or else of the same function, or else of the same module; sorted by similarity if a request was given. */
  readonly nearest: readonly NearRecording[];
  /** The given request, field by field against the nearest recording (URI). */
  readonly comparison: { readonly uri: string; readonly differences: readonly HashDifference[] } | null;
  /** The test to record in the mode `record-if-missing` for what is missing; null if that does not help. */
  readonly record: TestToRecord | null;
}

/** A test (node id), and the folder (URI) that the id is relative to. */
export interface TestToRecord {
  readonly nodeId: string;
  readonly root: string;
}

/** The explanation of one or more failures, for a suite with cassettes, in which requests are matched. */
export interface CassetteExplanation {
  readonly kind: "cassette";
  /** The verdict of the first failure. */
  readonly verdict: string;
  /** At least one. */
  readonly misses: readonly MissExplanation[];
  /** The number of failures that are not explained. */
  readonly more: number;
}

/** Why one request was not replayed, or what a test has to replay. */
export interface MissExplanation {
  /** One or two sentences: what happened. */
  readonly verdict: string;
  /** What to do; null if nothing is certain to help. */
  readonly advice: string | null;
  readonly testId: string | null;
  /** null if the failure does not say it. */
  readonly request: { readonly method: string; readonly url: string } | null;
  readonly cassette: MissedCassette | null;
  /** VCR.py's record mode. */
  readonly mode: string | null;
  /** The names of the matchers in use. */
  readonly matchers: readonly string[];
  /** Recorded requests, the most similar first. */
  readonly nearest: readonly NearRequest[];
  /** The given body, field by field against that of a recording; null if no body was given, or there is none to compare with. */
  readonly comparison: BodyComparison | null;
  /** Whether giving the body would tell more, because something besides the address may differ. */
  readonly wantsBody: boolean;
  /** Whether running the test would tell the request. */
  readonly wantsRun: boolean;
  /** null if Tapedeck cannot record it. */
  readonly record: TestToRecord | null;
}

export interface MissedCassette {
  /** As the failure names it, or relative to the workspace. */
  readonly path: string;
  /** The URI in the workspace where it is or would be; null if unknown. */
  readonly uri: string | null;
  /** Whether the file exists now; null if unknown. */
  readonly exists: boolean | null;
  readonly recordings: number;
  /** The tests that it belongs to, or would belong to. */
  readonly tests: readonly string[];
}

/** A recorded request that resembles the missed one. */
export interface NearRequest {
  /** null if no recording of the workspace is the one that the failure names. */
  readonly id: RecordingId | null;
  /** `test_x.yaml#2`; null without an id. */
  readonly name: string | null;
  readonly method: string;
  readonly url: string;
  /** The recorded answer in a few words. */
  readonly preview: string;
  /** The matchers that fail; empty if it was already played, or if that is unknown. */
  readonly failed: readonly FailedMatcher[];
  /** The number of differing fields of the body; null if no body was given, or the recording has none. */
  readonly differences: number | null;
}

export interface FailedMatcher {
  readonly name: string;
  /** Both sides, if the matcher prints them; otherwise both are null. */
  readonly asked: string | null;
  readonly recorded: string | null;
  /** Other output of the matcher, such as the lines of a comparison. */
  readonly message: string | null;
}

export interface BodyComparison {
  readonly id: RecordingId;
  readonly name: string;
  /** JSON pointers start at the request; values are JSON, null if that side lacks the field. */
  readonly differences: readonly Omit<HashDifference, "counts">[];
}
