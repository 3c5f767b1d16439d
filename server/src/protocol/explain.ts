/** Why replay did not find a recording. */
import type { HashDifference, HashScheme } from "../recording/naming";
import type { RecordingId } from "../recordingId";
import type { HashStatus, RecordingItem } from "./recordings";

/** A recording beside the one that was looked for. */
export interface NearRecording extends RecordingItem {
  readonly fileName: string;
  readonly status: HashStatus;
  /** How many fields make its hash another one; null where no request was given to compare with, or it has none. */
  readonly differences: number | null;
}

/** Why replay does not serve a recording for a hash that leads to it. */
export type NotServedReason =
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

export interface NotServedRecording extends NearRecording {
  readonly reason: NotServedReason;
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
export type Explanation = HashExplanation | CassetteExplanation;

/** Where recordings are looked up by the hash of their request. */
export interface HashExplanation {
  readonly kind: "hash";
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
  readonly elsewhere: readonly NotServedRecording[];
  /** Recordings of the same test, else of the same function, else of the same module; nearest first where a request was given. */
  readonly nearest: readonly NearRecording[];
  /** The request that was given, field by field against the nearest recording (URI). */
  readonly comparison: { readonly uri: string; readonly differences: readonly HashDifference[] } | null;
  /** The test whose recording in the mode `record-if-missing` makes what is missing; null where that does not help. */
  readonly record: TestToRecord | null;
}

/** A test (node id), and the folder (URI) it is relative to. */
export interface TestToRecord {
  readonly nodeId: string;
  readonly root: string;
}

/** Where recordings are cassettes, in which requests are matched: one or several failures. */
export interface CassetteExplanation {
  readonly kind: "cassette";
  /** Of the first. */
  readonly verdict: string;
  /** At least one. */
  readonly misses: readonly MissExplanation[];
  /** Failures beyond those that are explained. */
  readonly more: number;
}

/** Why one request was not replayed, or what a test has to replay. */
export interface MissExplanation {
  /** One or two sentences: what happened. */
  readonly verdict: string;
  /** What to do about it; null where nothing is sure to help. */
  readonly advice: string | null;
  readonly testId: string | null;
  /** null where the text does not say it. */
  readonly request: { readonly method: string; readonly url: string } | null;
  readonly cassette: MissedCassette | null;
  /** VCR.py's record mode. */
  readonly mode: string | null;
  /** The names of the matchers in use. */
  readonly matchers: readonly string[];
  /** Recorded requests, the nearest first. */
  readonly nearest: readonly NearRequest[];
  /** The body that was given, field by field against that of a recording; null where none was given, or there is none to compare it with. */
  readonly comparison: BodyComparison | null;
  /** Whether to give the body would tell more: something else than the address may differ. */
  readonly wantsBody: boolean;
  /** Whether a run of the test would tell it. */
  readonly wantsRun: boolean;
  /** null where Tapedeck cannot record it. */
  readonly record: TestToRecord | null;
}

export interface MissedCassette {
  /** As the failure names it, or of the workspace. */
  readonly path: string;
  /** The file in the workspace, or where it would lie there; null where that is not known. */
  readonly uri: string | null;
  /** Whether there is such a file now; null where that is not known. */
  readonly exists: boolean | null;
  readonly recordings: number;
  /** The tests that it belongs to, or would. */
  readonly tests: readonly string[];
}

/** A recorded request beside the one that was missed. */
export interface NearRequest {
  /** null where no recording of the workspace is the one that the failure names. */
  readonly id: RecordingId | null;
  /** `test_x.yaml#2`; null without an id. */
  readonly name: string | null;
  readonly method: string;
  readonly url: string;
  /** What came back. */
  readonly preview: string;
  /** The matchers by which it fails; none where it was played before, or where nobody knows. */
  readonly failed: readonly FailedMatcher[];
  /** How many fields of the body differ; null where no body was given, or it has none. */
  readonly differences: number | null;
}

export interface FailedMatcher {
  readonly name: string;
  /** Both sides, where the matcher says them; else both null. */
  readonly asked: string | null;
  readonly recorded: string | null;
  /** What it says otherwise, such as the lines of a comparison. */
  readonly message: string | null;
}

export interface BodyComparison {
  readonly id: RecordingId;
  readonly name: string;
  /** JSON pointers from the request; values as JSON, null where a side lacks the field. */
  readonly differences: readonly Omit<HashDifference, "counts">[];
}
