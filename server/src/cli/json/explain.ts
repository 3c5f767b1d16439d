/** What `tapedeck explain --format json` prints. */
import type { HashStatus } from "./common";

export type ExplainOutput = ExplainedHash | ExplainedMisses;

/** Where recordings are looked up by the hash of their request. */
export interface ExplainedHash {
  readonly kind: "hash";
  /** One or two sentences: what happened, and what helps. */
  readonly verdict: string;
  readonly testId: string | null;
  /** What was looked for; null where neither a hash nor a whole request was given. */
  readonly hash: string | null;
  /** The hash scheme in use. */
  readonly scheme: string;
  /** In the order of replay; empty without a hash. */
  readonly lookedIn: readonly {
    /** Beside the test, in the folder for requests outside tests, where the first recorder kept everything, or where this suite's lie. */
    readonly kind: "test" | "common" | "legacy" | "suite";
    readonly folder: string;
    readonly file: string;
    readonly exists: boolean;
  }[];
  /** Recordings that the hash leads to, by name or by request, and that replay does not serve for it. */
  readonly elsewhere: readonly NotServedRecording[];
  /** Recordings of the same test, else of the same function, else of the same module; nearest first where a request was given. */
  readonly nearest: readonly NearRecording[];
  /** The request that was given, field by field against the nearest recording. */
  readonly comparison: { readonly file: string; readonly differences: readonly HashDifference[] } | null;
  /** The test whose re-recording makes what is missing, and the command that does it; null where that does not help. */
  readonly record: { readonly testId: string; readonly command: string } | null;
}

/** A recording beside the one that was looked for. */
export interface NearRecording {
  /** The file's URI, with a JSON pointer as fragment where the file holds several recordings. */
  readonly id: string;
  readonly file: string;
  /** The file's base name. */
  readonly name: string;
  readonly testId: string | null;
  readonly model: string | null;
  readonly preview: string;
  readonly status: HashStatus;
  /** How many fields make its hash another one; null where no request was given to compare with, or it has none. */
  readonly differences: number | null;
}

/**
 * Why replay does not serve it: its name is another, its folder is not looked in, a server recorded it, its request has another hash, or has it
 * under another scheme, or is that of another test.
 */
export type NotServedReason = "name" | "folder" | "server" | "content" | "scheme" | "test";

export interface NotServedRecording extends NearRecording {
  readonly reason: NotServedReason;
  /** The name by which replay would find it; null where its request is not hashed. */
  readonly expected: string | null;
  /** The hash schemes under which its request has the hash. */
  readonly schemes: readonly string[];
  /** Whether it lies in a folder where replay of the test looks. */
  readonly inPlace: boolean;
}

export interface HashDifference {
  /** JSON pointer into the hashed document: `/body/messages/1/content`. */
  readonly pointer: string;
  /** The value as Python's JSON on one line, shortened around the difference; null where the request lacks the field. */
  readonly asked: string | null;
  readonly recorded: string | null;
  /** Whether the hashes differ by it; false for what the recorder takes out before hashing. */
  readonly counts: boolean;
}

/** Where recordings are cassettes, in which requests are matched: one or several failures. */
export interface ExplainedMisses {
  readonly kind: "cassette";
  /** Of the first. */
  readonly verdict: string;
  /** At least one. */
  readonly misses: readonly ExplainedMiss[];
  /** Failures beyond those that are explained. */
  readonly more: number;
}

/** Why one request was not replayed, or what a test has to replay. */
export interface ExplainedMiss {
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
  readonly comparison: {
    readonly file: string;
    readonly name: string;
    readonly differences: readonly Omit<HashDifference, "counts">[];
  } | null;
  /** Whether to give the body would tell more. */
  readonly wantsBody: boolean;
  /** Whether a run of the test would tell it. */
  readonly wantsRun: boolean;
  /** null where it cannot be recorded. */
  readonly record: { readonly testId: string; readonly command: string } | null;
}

export interface MissedCassette {
  /** As the failure names it, or of the workspace. */
  readonly path: string;
  /** In the workspace, or where it would lie there; null where that is not known. */
  readonly file: string | null;
  /** Whether there is such a file now; null where that is not known. */
  readonly exists: boolean | null;
  readonly recordings: number;
  /** The tests that it belongs to. */
  readonly tests: readonly string[];
}

/** A recorded request beside the one that was missed. */
export interface NearRequest {
  /** null, and so is its name, where no recording of the workspace is the one that the failure names. */
  readonly file: string | null;
  readonly name: string | null;
  readonly method: string;
  readonly url: string;
  /** What came back. */
  readonly preview: string;
  /** The matchers by which it fails, with both sides where a matcher says them. */
  readonly failed: readonly {
    readonly name: string;
    readonly asked: string | null;
    readonly recorded: string | null;
    readonly message: string | null;
  }[];
  /** How many fields of the body differ; null where no body was given, or it has none. */
  readonly differences: number | null;
}
