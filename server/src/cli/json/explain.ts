/** What `tapedeck explain --format json` prints. */
import type { HashStatus } from "./common";

export type ExplainOutput = ExplainedHash | ExplainedMisses;

/** The explanation for a suite whose recordings are looked up by the hash of their request. */
export interface ExplainedHash {
  readonly kind: "hash";
  /** One or two sentences: what happened, and what to do. */
  readonly verdict: string;
  readonly testId: string | null;
  /** The hash that was looked up; null if neither a hash nor a whole request was given. */
  readonly hash: string | null;
  /** The hash scheme in use. */
  readonly scheme: string;
  /** The folders in lookup order; empty without a hash. */
  readonly lookedIn: readonly {
    /** Why there: next to the test, the folder for requests outside tests, the folder of the first recorder, or this suite's own folder. */
    readonly kind: "test" | "common" | "legacy" | "suite";
    readonly folder: string;
    readonly file: string;
    readonly exists: boolean;
  }[];
  /** Recordings that match the hash by name or by request, and that replay does not serve for it. */
  readonly elsewhere: readonly NotServedRecording[];
  /** Recordings of the same test, or else of the same function, or else of the same module; sorted by similarity if a request was given. */
  readonly nearest: readonly NearRecording[];
  /** The given request, field by field against the nearest recording. */
  readonly comparison: { readonly file: string; readonly differences: readonly HashDifference[] } | null;
  /** The test to record again for what is missing, and the command that does it; null if that does not help. */
  readonly record: { readonly testId: string; readonly command: string } | null;
}

/** A recording that resembles the one that was looked up. */
export interface NearRecording {
  /** The file's URI, with a JSON pointer as fragment if the file holds several recordings. */
  readonly id: string;
  readonly file: string;
  /** The file's base name. */
  readonly name: string;
  readonly testId: string | null;
  readonly model: string | null;
  readonly preview: string;
  readonly status: HashStatus;
  /** The number of fields that change the hash; null if no request was given, or the recording has none. */
  readonly differences: number | null;
}

/**
 * Why replay does not serve it: its name differs, its folder is not searched, a server recorded it, its request has another hash, or has it under
 * another scheme, or belongs to another test.
 */
export type NotServedReason = "name" | "folder" | "server" | "content" | "scheme" | "test";

export interface NotServedRecording extends NearRecording {
  readonly reason: NotServedReason;
  /** The name by which replay would find it; null if its request is not hashed. */
  readonly expected: string | null;
  /** The hash schemes under which its request has the hash. */
  readonly schemes: readonly string[];
  /** Whether it lies in a folder that replay of the test searches. */
  readonly inPlace: boolean;
}

export interface HashDifference {
  /** JSON pointer into the hashed document: `/body/messages/1/content`. */
  readonly pointer: string;
  /** The value as Python prints it in JSON on one line, shortened around the difference; null if the request lacks the field. */
  readonly asked: string | null;
  readonly recorded: string | null;
  /** Whether the field affects the hash; false for what the recorder removes before hashing. */
  readonly counts: boolean;
}

/** The explanation of one or more failures, for a suite with cassettes, in which requests are matched. */
export interface ExplainedMisses {
  readonly kind: "cassette";
  /** The verdict of the first failure. */
  readonly verdict: string;
  /** At least one. */
  readonly misses: readonly ExplainedMiss[];
  /** The number of failures that are not explained. */
  readonly more: number;
}

/** Why one request was not replayed, or what a test has to replay. */
export interface ExplainedMiss {
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
  readonly comparison: {
    readonly file: string;
    readonly name: string;
    readonly differences: readonly Omit<HashDifference, "counts">[];
  } | null;
  /** Whether giving the body would tell more. */
  readonly wantsBody: boolean;
  /** Whether running the test would tell the request. */
  readonly wantsRun: boolean;
  /** null if it cannot be recorded. */
  readonly record: { readonly testId: string; readonly command: string } | null;
}

export interface MissedCassette {
  /** As the failure names it, or relative to the workspace. */
  readonly path: string;
  /** The path in the workspace where it is or would be; null if unknown. */
  readonly file: string | null;
  /** Whether the file exists now; null if unknown. */
  readonly exists: boolean | null;
  readonly recordings: number;
  /** The tests that it belongs to. */
  readonly tests: readonly string[];
}

/** A recorded request that resembles the missed one. */
export interface NearRequest {
  /** null, as is its name, if no recording of the workspace is the one that the failure names. */
  readonly file: string | null;
  readonly name: string | null;
  readonly method: string;
  readonly url: string;
  /** The recorded answer in a few words. */
  readonly preview: string;
  /** The matchers that fail, with both sides if the matcher prints them. */
  readonly failed: readonly {
    readonly name: string;
    readonly asked: string | null;
    readonly recorded: string | null;
    readonly message: string | null;
  }[];
  /** The number of differing fields of the body; null if no body was given, or the recording has none. */
  readonly differences: number | null;
}
