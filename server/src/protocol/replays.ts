/** The results of a replay, sent to the server by whoever ran it. */
import type { RanEvent } from "../pytest/cassettes/replayed";
import type { JsonPath } from "../recording/jsonPath";

/** Tests to replay, or the sentence that says why there are none. */
export type ReplayPlan =
  { readonly kind: "plan"; readonly projects: readonly ReplayProject[] } | { readonly kind: "refused"; readonly reason: string };

export interface ReplayProject {
  /** Paths of the folder to run pytest in, and of the workspace folder around it. */
  readonly root: string;
  readonly workspaceFolder: string;
  readonly nodeIds: readonly string[];
}

export interface ReplayResult {
  /** URI of the folder that pytest ran in. */
  readonly root: string;
  /** The tests that pytest was asked to run. */
  readonly nodeIds: readonly string[];
  /** Node ids of the tests that passed. */
  readonly passed: readonly string[];
  readonly files: readonly ReplayedFile[];
}

/** A field of a request's body that differs from the recorded one. */
export interface DriftedField {
  /** Path within the body; empty for the whole body. */
  readonly path: JsonPath;
  /** Shortened JSON; null if that side lacks the field. */
  readonly recorded: string | null;
  readonly asked: string | null;
}

/** A request that was answered by the recording of a different request: it would not match if bodies were compared. */
export interface Drift {
  /** Index of the recording in its file, from 0. */
  readonly index: number;
  readonly testId: string;
  /** The first differing fields; `count` is the number of all. */
  readonly fields: readonly DriftedField[];
  readonly count: number;
}

export interface ReplayedFile {
  /** An absolute path. */
  readonly path: string;
  /** The number of recordings in it; 0 for a missing file. */
  readonly recordings: number;
  /** How often each recording was played, by all tests. */
  readonly plays: readonly number[];
  /** Indices of the recordings that the suite's hooks drop, so that no test can play them. */
  readonly dropped: readonly number[];
  /** The tests that used it and their outcomes; "unfinished" if they did not finish. */
  readonly tests: readonly { readonly testId: string; readonly outcome: RanEvent["outcome"] | "unfinished" }[];
  /** The number of requests that no recording answered; a client's retries count too. */
  readonly misses: number;
  readonly drift: readonly Drift[];
}
