/** What a replay tells, from who ran it to the server. */
import type { ReplayedFile } from "../rerecord/drift";

export type { ReplayedFile } from "../rerecord/drift";

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
