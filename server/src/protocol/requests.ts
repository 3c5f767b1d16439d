/** Tapedeck's requests and notifications, by method. */
import type { Location, Position } from "vscode-languageserver-types";
import type { BodyOf } from "./commands";
import type { RecordingId } from "../recordingId";
import type { RerecordTarget } from "../rerecordTarget";
import type { CoveredFile, CoverageRun } from "../pytest/coverage/coverage";
import type { MissedEvent } from "../pytest/cassettes/replayed";
import type { RecordingChanges, Revision } from "./changes";
import type { BaselinePlan, BaselineTargets } from "./baseline";
import type { ComparedText, Comparison } from "./compare";
import type { Explanation } from "./explain";
import type { RecordingChoice, RecordingItem } from "./recordings";
import type { RecordingRow, TreeOf, TreeSummary } from "./recordingTree";
import type { Blame, FixObstacle, FixOutcome, FixRecovery, FixReview, FixTargets, UndoOutcome } from "./fixes";
import type { ReplayPlan, ReplayResult } from "./replays";
import type { RerecordPlan, StagedFile, StagedJudgement } from "./rerecord";
import type { Copied, CopyFormat, StreamView } from "./streamView";

/** A test (node id) and the absolute path of one of its cassettes. */
export interface CollectedCassette {
  readonly testId: string;
  readonly path: string;
}

/** Request methods with their parameters and results. A null result means that the URI is not a recording, or nothing is known. */
export interface Requests {
  /** The result says what could not be read. null: the comparison failed. */
  "tapedeck/compare": { params: { readonly before: ComparedText; readonly after: ComparedText }; result: Comparison | null };
  /** null: the recording has no such thing: a tool call has no HTTP request, a file without test id has no test. */
  /** What can be copied from a recording; empty for other files. */
  "tapedeck/copyFormats": { params: { readonly uri: RecordingId }; result: readonly CopyFormat[] };
  "tapedeck/copyAs": { params: { readonly uri: RecordingId; readonly format: CopyFormat }; result: Copied | null };
  "tapedeck/streamView": { params: { readonly uri: RecordingId }; result: StreamView | null };
  /** The id of the recording at a position. null: no recording. */
  "tapedeck/recordingAt": { params: { readonly uri: string; readonly position: Position }; result: RecordingId | null };
  /** Where a recording starts in its file. null: there is no such recording. */
  "tapedeck/recordingPlace": { params: { readonly id: RecordingId }; result: Location | null };
  /** Decodes a body that its file contains compressed or as base64; `languageId` is VS Code's. null: it is neither, or not text. */
  "tapedeck/decodedBody": {
    params: { readonly id: RecordingId; readonly of: BodyOf };
    result: { readonly text: string; readonly languageId: string } | null;
  };
  /** The definition of a node id's test; `from` is the document (URI) that names it. Without `testId`: the test of the recording `from` (its id). */
  "tapedeck/findTest": { params: { readonly testId?: string; readonly from?: string }; result: Location | null };
  /** The node ids in a text, such as a line of a terminal. Offsets are in UTF-16 code units. */
  "tapedeck/nodeIds": {
    params: { readonly text: string };
    result: readonly { readonly text: string; readonly start: number; readonly end: number }[];
  };
  "tapedeck/recordings": {
    params: { readonly testId?: string; readonly hash?: string };
    result: readonly RecordingItem[];
  };
  /**
   * Where a test of a module stands (names of its classes and its own; none: the module), and its recordings; null for those where a list in
   * order serves better than places in files. null: it no longer has any.
   */
  "tapedeck/lensRecordings": {
    params: { readonly uri: string; readonly names: readonly string[] };
    result: { readonly position: Position; readonly locations: readonly Location[] | null } | null;
  };
  /** The recordings of the test, node id or hash at a place of a document; of a test module where nothing stands there, all of its. */
  "tapedeck/recordingChoices": {
    params: { readonly uri: string; readonly position: Position };
    result: readonly RecordingChoice[];
  };
  /** Rows of the tree of recordings: at most `limit` below a group (its row's id) or at the top; `more` is the number of further rows. */
  "tapedeck/recordingRows": {
    params: TreeOf & { readonly below?: string; readonly limit: number };
    result: { readonly rows: readonly RecordingRow[]; readonly more: number };
  };
  "tapedeck/recordingTree": { params: TreeOf; result: TreeSummary | null };
  /**
   * The path of rows from the top of the tree to a recording (its id, or the URI of its file) or a test module, each with its index among its
   * siblings;
   * empty if the tree does not show it.
   */
  "tapedeck/recordingRow": {
    params: TreeOf & { readonly recording: RecordingId };
    result: readonly { readonly row: RecordingRow; readonly at: number }[];
  };
  /** All recordings in the given groups and rows (ids of rows). */
  "tapedeck/recordingsBelow": {
    params: TreeOf & { readonly rows: readonly string[] };
    result: readonly RecordingId[];
  };
  /**
   * Explains a missed request. `text` holds a hash, the text of a failure, or a request as JSON; `request` is such JSON, or `uri` a recording outside
   * the workspace that contains it. `missed` is what a test run reported, and takes precedence over the text. null if there is nothing to explain.
   * `markdown` is the explanation for people.
   */
  "tapedeck/explain": {
    params: {
      readonly text: string;
      readonly testId?: string;
      readonly request?: string;
      readonly uri?: string;
      readonly missed?: readonly MissedEvent[];
    };
    result: { readonly explanation: Explanation; readonly markdown: string } | null;
  };
  /**
   * What can be fixed without recording again. Waits for the first scan. `history` allows asking git. null: planning failed. The server keeps the
   * plan until it makes the next.
   */
  "tapedeck/fixPlan": { params: FixTargets & { readonly history: boolean }; result: FixReview | null };
  /** Like `tapedeck/fixPlan`, for recordings that no test can be served: the plan removes them. `codes` is ignored. */
  "tapedeck/prunePlan": { params: FixTargets & { readonly history: boolean }; result: FixReview | null };
  /** Adds which files (real paths) tests opened in a run; plans to prune use the sum of all runs. Returns the numbers of files. */
  "tapedeck/covered": {
    params: { readonly run: CoverageRun; readonly files: readonly CoveredFile[] };
    result: { readonly opened: number; readonly files: number; readonly runs: number };
  };
  /** Loads a file (URI) that `tapedeck coverage` wrote. Returns a sentence if it says nothing about the workspace. Waits for the first scan. */
  "tapedeck/loadCoverage": {
    params: { readonly uri: string };
    result:
      | ({ readonly kind: "loaded" } & Requests["tapedeck/covered"]["result"])
      | { readonly kind: "refused"; readonly reason: string };
  };
  /** Forgets the coverage of all runs. */
  "tapedeck/clearCoverage": { params: object; result: object };
  /** The contents of baselines with these findings added, for the client to write. Waits for the first scan. null: planning failed. */
  "tapedeck/baselinePlan": { params: BaselineTargets; result: BaselinePlan | null };
  /** A file before and after a part of a plan, with credentials masked. null: there is no such plan or part. */
  "tapedeck/fixedText": {
    params: { readonly plan: number; readonly part: string };
    result: { readonly before: string; readonly after: string } | null;
  };
  /** Revisions to compare with: branches and tags, newest first, then commits. Returns a sentence if the folder (URI) is in no repository. */
  "tapedeck/revisions": {
    params: { readonly folder: string };
    result:
      { readonly kind: "found"; readonly revisions: readonly Revision[] } | { readonly kind: "failed"; readonly reason: string };
  };
  /** The recordings below a folder (URI) that differ; `range` is an argument of `tapedeck diff`: one revision or two. Only for trusted workspaces. */
  "tapedeck/changes": {
    params: { readonly folder: string; readonly range: string };
    result: ({ readonly kind: "found" } & RecordingChanges) | { readonly kind: "failed"; readonly reason: string };
  };
  /** What currently prevents changing these files of a plan. */
  "tapedeck/fixObstacles": {
    params: { readonly plan: number; readonly uris: readonly string[] };
    result: readonly FixObstacle[];
  };
  /** Carries out these parts of a plan, all or none. Other parts of the same files can be carried out later. */
  "tapedeck/fix": { params: { readonly plan: number; readonly parts: readonly string[] }; result: FixOutcome };
  /** Restores the recordings from before the last fix. */
  "tapedeck/undoFix": { params: Record<string, never>; result: UndoOutcome };
  /** Restores what an editor left behind that was killed during a fix. */
  "tapedeck/recoverFixes": { params: Record<string, never>; result: FixRecovery };
  /** The commit that introduced a rule's findings in a file. null: git does not tell. */
  "tapedeck/fixBlame": { params: { readonly uri: string; readonly code: string }; result: Blame | null };
  /** Calls one of the tools for coding agents (`features/agent/`) by name; `input` is the agent's. null: there is no such tool, or it failed. */
  "tapedeck/agentTool": { params: { readonly name: string; readonly input: unknown }; result: { readonly text: string } | null };
  /** The existing test modules that recordings name, by pytest's rootdir (URI); to be requested before pytest collects them. */
  "tapedeck/collectionPlan": {
    params: Record<string, never>;
    result: readonly { readonly root: string; readonly workspaceFolder: string; readonly modules: readonly string[] }[];
  };
  /**
   * Reports what pytest collected in the modules of a plan: node ids, the modules that failed, and whether the ids of the others are complete.
   * Returns the number of recordings below this root whose test no longer exists.
   */
  "tapedeck/testsCollected": {
    params: {
      readonly root: string;
      readonly modules: readonly string[];
      readonly testIds: readonly string[];
      readonly failed: readonly string[];
      readonly complete: boolean;
      /** Where the tests' fixtures say that their cassettes are. */
      readonly cassettes?: readonly CollectedCassette[];
    };
    result: { readonly gone: number };
  };
  /** The tests to replay for the recordings of a target, or for the whole workspace without one. */
  "tapedeck/replayPlan": { params: { readonly target?: RerecordTarget }; result: ReplayPlan };
  /**
   * Adds the results of a replay, which rules use until the files or their tests change. Returns the number of recordings whose request has changed,
   * and of those that no test plays.
   */
  "tapedeck/replayed": { params: ReplayResult; result: { readonly drifted: number; readonly unplayed: number } };
  "tapedeck/rerecordPlan": { params: RerecordTarget; result: RerecordPlan };
  /** Resolves when the test of every recording is known, so that lenses, hovers and symbols are complete. Returns the number of recordings. */
  "tapedeck/whenListed": { params: Record<string, never>; result: { readonly recordings: number } };
  /** `uri` is where the recording belongs; `before` is null for a new one. */
  "tapedeck/judgeStaged": {
    params: { readonly uri: string; readonly before: string | null; readonly after: string };
    result: StagedJudgement;
  };
  /** The old file with some recordings (numbers of `StagedPart`s) taken from the new one. */
  "tapedeck/splice": {
    params: { readonly uri: string; readonly before: string; readonly after: string; readonly numbers: readonly number[] };
    result: StagedFile;
  };
  /** A recording as text that only has its meaning; `index` selects one of a file with several. null: that failed, so show the file's own text. */
  "tapedeck/readable": {
    params: { readonly name: string; readonly text: string; readonly index?: number };
    result: { readonly text: string } | null;
  };
  /** Markdown for a bug report, without credentials. The parameters are versions and settings that the server does not know. */
  "tapedeck/diagnosticsInfo": {
    params: { readonly versions: Readonly<Record<string, string>>; readonly settings: Readonly<Record<string, unknown>> };
    result: { readonly markdown: string } | null;
  };
  /** Resolves when the first scan is done. Returns the number of recordings, and how many of them were read and checked. */
  "tapedeck/whenIndexed": { params: Record<string, never>; result: { readonly recordings: number; readonly checked: number } };
}

/** Requests from the server to a client that carries out our commands. */
export interface ClientRequests {
  /**
   * The texts of a file (URI) in its last commits, newest first, up to the one that defines all of these functions. Empty if there is no such file,
   * or no git.
   */
  "tapedeck/earlierTexts": {
    params: { readonly uri: string; readonly functions: readonly string[] };
    result: readonly string[];
  };
}

/** Notifications from server to client. */
export interface Notifications {
  /** The recordings in these files (URIs) changed in the index; null: any may have changed, as after a scan. */
  "tapedeck/recordingsChanged": { readonly uris: readonly string[] | null };
}
