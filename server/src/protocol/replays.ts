/** What a replay tells, from who ran it to the server. */
import type { RanEvent } from "../pytest/cassettes/replayed";
import type { JsonPath } from "../recording/jsonPath";

/** Tests to replay, or the sentence why there are none. */
export type ReplayPlan =
  { readonly kind: "plan"; readonly projects: readonly ReplayProject[] } | { readonly kind: "refused"; readonly reason: string };

export interface ReplayProject {
  /** Paths: the folder to run pytest in, and the workspace folder around it. */
  readonly root: string;
  readonly workspaceFolder: string;
  readonly nodeIds: readonly string[];
}

export interface ReplayResult {
  /** The folder (URI) that pytest ran in. */
  readonly root: string;
  /** What it was asked to run. */
  readonly nodeIds: readonly string[];
  /** Node ids of the tests that passed. */
  readonly passed: readonly string[];
  readonly files: readonly ReplayedFile[];
}

/** A field of a request's body in which it differs from the recorded one. */
export interface DriftedField {
  /** From the body; empty for all of it. */
  readonly path: JsonPath;
  /** As JSON, shortened; null where the side has no such field. */
  readonly recorded: string | null;
  readonly asked: string | null;
}

/** A request that was answered by a recording of another one: it would not match if request bodies were compared. */
export interface Drift {
  /** Of the recording in its file, from 0. */
  readonly index: number;
  readonly testId: string;
  /** The first fields, and how many there are. */
  readonly fields: readonly DriftedField[];
  readonly count: number;
}

export interface ReplayedFile {
  /** An absolute path. */
  readonly path: string;
  /** How many recordings are in it; 0 also for one that is missing. */
  readonly recordings: number;
  /** How often each was played, by all tests. */
  readonly plays: readonly number[];
  /** Indices of those that the suite's hooks drop, so that no test can play them. */
  readonly dropped: readonly number[];
  /** The tests that used it, and what became of them; "unfinished" where they did not come to their end. */
  readonly tests: readonly { readonly testId: string; readonly outcome: RanEvent["outcome"] | "unfinished" }[];
  /** How many requests no recording answered; those of a client that tries again count each time. */
  readonly misses: number;
  readonly drift: readonly Drift[];
}
