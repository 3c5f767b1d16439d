/** Our requests and notifications, by method. */
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

/** A test (node id) and the absolute path of a cassette of its. */
export interface CollectedCassette {
  readonly testId: string;
  readonly path: string;
}

/** Request methods with their parameters and results. A null result: not a recording, or nothing known. */
export interface Requests {
  /** What cannot be read of the two stands in the result. null: comparing failed. */
  "tapedeck/compare": { params: { readonly before: ComparedText; readonly after: ComparedText }; result: Comparison | null };
  /** null: the recording has no such thing (a tool run is not an HTTP request, a file without test id has no test). */
  /** What the recording has to copy; empty for a file that is not a recording. */
  "tapedeck/copyFormats": { params: { readonly uri: RecordingId }; result: readonly CopyFormat[] };
  "tapedeck/copyAs": { params: { readonly uri: RecordingId; readonly format: CopyFormat }; result: Copied | null };
  "tapedeck/streamView": { params: { readonly uri: RecordingId }; result: StreamView | null };
  /** The id of the recording at a place of a file. null: no recording. */
  "tapedeck/recordingAt": { params: { readonly uri: string; readonly position: Position }; result: RecordingId | null };
  /** Where a recording begins in its file. null: there is no such recording. */
  "tapedeck/recordingPlace": { params: { readonly id: RecordingId }; result: Location | null };
  /** A body that stands in its file compressed or as base64, decoded; `languageId` as editors call it. null: it does not, or is not text. */
  "tapedeck/decodedBody": {
    params: { readonly id: RecordingId; readonly of: BodyOf };
    result: { readonly text: string; readonly languageId: string } | null;
  };
  /** Where a node id's test is defined; `from` is the document (URI) that names it. Without `testId`: the test of the recording `from` (its id). */
  "tapedeck/findTest": { params: { readonly testId?: string; readonly from?: string }; result: Location | null };
  /** The pytest node ids in a piece of text, such as a terminal's line. Offsets in UTF-16 code units. */
  "tapedeck/nodeIds": {
    params: { readonly text: string };
    result: readonly { readonly text: string; readonly start: number; readonly end: number }[];
  };
  "tapedeck/recordings": {
    params: { readonly testId?: string; readonly hash?: string };
    result: readonly RecordingItem[];
  };
  /** The recordings of the test, node id or hash at a place of a document; of a test module where nothing stands there, all of its. */
  "tapedeck/recordingChoices": {
    params: { readonly uri: string; readonly position: Position };
    result: readonly RecordingChoice[];
  };
  /** Rows of the tree of recordings: at most `limit` below a group (its row's id), or at the top; `more` says how many others there are. */
  "tapedeck/recordingRows": {
    params: TreeOf & { readonly below?: string; readonly limit: number };
    result: { readonly rows: readonly RecordingRow[]; readonly more: number };
  };
  "tapedeck/recordingTree": { params: TreeOf; result: TreeSummary | null };
  /**
   * The rows that lead from the top of the tree to a recording (its id, or the URI of its file), or to a test module, itself last, each with its place among its
   * siblings; empty where the tree does not show it.
   */
  "tapedeck/recordingRow": {
    params: TreeOf & { readonly recording: RecordingId };
    result: readonly { readonly row: RecordingRow; readonly at: number }[];
  };
  /** All recordings below groups (ids of rows), and those of rows that are one. */
  "tapedeck/recordingsBelow": {
    params: TreeOf & { readonly rows: readonly string[] };
    result: readonly RecordingId[];
  };
  /**
   * `text` holds a hash, a failure's text, or a request as JSON; `request` is such a JSON, or `uri` a recording outside the workspace with it.
   * `missed` is what a run of tests wrote down: then the text does not count.
   * null where there is nothing to explain. `markdown` is the same for people.
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
   * What can be fixed without recording again. Waits for the first scan. `history`: git may be asked, too. null: looking failed. The server keeps the
   * plan until it makes the next.
   */
  "tapedeck/fixPlan": { params: FixTargets & { readonly history: boolean }; result: FixReview | null };
  /** The same of what no test can be served: a plan that removes recordings. `codes` are not looked at. */
  "tapedeck/prunePlan": { params: FixTargets & { readonly history: boolean }; result: FixReview | null };
  /** Takes what tests opened in a run, `files` by their real paths; runs add up, and plans to prune know them. With the numbers of files. */
  "tapedeck/covered": {
    params: { readonly run: CoverageRun; readonly files: readonly CoveredFile[] };
    result: { readonly opened: number; readonly files: number; readonly runs: number };
  };
  /** The same of a file (URI) that `tapedeck coverage` has written; a sentence where it says nothing of the workspace. Waits for the first scan. */
  "tapedeck/loadCoverage": {
    params: { readonly uri: string };
    result:
      | ({ readonly kind: "loaded" } & Requests["tapedeck/covered"]["result"])
      | { readonly kind: "refused"; readonly reason: string };
  };
  /** Forgets all runs. */
  "tapedeck/clearCoverage": { params: object; result: object };
  /** What baselines become with these findings in them, to be written by the client. Waits for the first scan. null: looking failed. */
  "tapedeck/baselinePlan": { params: BaselineTargets; result: BaselinePlan | null };
  /** What a file is, and what a part of a plan makes of it, with masks for credentials. null: there is no such plan or part. */
  "tapedeck/fixedText": {
    params: { readonly plan: number; readonly part: string };
    result: { readonly before: string; readonly after: string } | null;
  };
  /** What there is to compare a repository with: branches and tags, the newest first, then commits. A sentence where there is no repository around the folder (URI). */
  "tapedeck/revisions": {
    params: { readonly folder: string };
    result:
      { readonly kind: "found"; readonly revisions: readonly Revision[] } | { readonly kind: "failed"; readonly reason: string };
  };
  /** Which recordings below a folder (URI) differ; `range` is what `tapedeck diff` takes: a revision, or two. Only for workspaces that are trusted. */
  "tapedeck/changes": {
    params: { readonly folder: string; readonly range: string };
    result: ({ readonly kind: "found" } & RecordingChanges) | { readonly kind: "failed"; readonly reason: string };
  };
  /** What is in the way of these files of a plan now. */
  "tapedeck/fixObstacles": {
    params: { readonly plan: number; readonly uris: readonly string[] };
    result: readonly FixObstacle[];
  };
  /** Carries out these parts of a plan, all of them or none. The others stay: of the same files, too. */
  "tapedeck/fix": { params: { readonly plan: number; readonly parts: readonly string[] }; result: FixOutcome };
  /** Makes the recordings of the last fix what they were before it. */
  "tapedeck/undoFix": { params: Record<string, never>; result: UndoOutcome };
  /** Puts back what an editor that was killed in the middle of a fix has left. */
  "tapedeck/recoverFixes": { params: Record<string, never>; result: FixRecovery };
  /** The commit since which a file has a finding of this rule. null: git does not tell. */
  "tapedeck/fixBlame": { params: { readonly uri: string; readonly code: string }; result: Blame | null };
  /** One of the tools for coding agents (`features/agent/`), by its name; `input` is what the agent gave. null: there is no such tool, or it failed. */
  "tapedeck/agentTool": { params: { readonly name: string; readonly input: unknown }; result: { readonly text: string } | null };
  /** The test modules that recordings name and that exist, by pytest's root (URI); to be asked before pytest collects them. */
  "tapedeck/collectionPlan": {
    params: Record<string, never>;
    result: readonly { readonly root: string; readonly workspaceFolder: string; readonly modules: readonly string[] }[];
  };
  /**
   * What pytest collected in the modules of a plan: node ids, the modules that failed, and whether the ids are all there are in the others. With the
   * number of recordings below this root whose test is gone.
   */
  "tapedeck/testsCollected": {
    params: {
      readonly root: string;
      readonly modules: readonly string[];
      readonly testIds: readonly string[];
      readonly failed: readonly string[];
      readonly complete: boolean;
      /** Where the fixtures of the tests say that their cassettes lie. */
      readonly cassettes?: readonly CollectedCassette[];
    };
    result: { readonly gone: number };
  };
  /** What pytest is to run for the recordings of a target, all of the workspace's without one, so that a replay tells of them. */
  "tapedeck/replayPlan": { params: { readonly target?: RerecordTarget }; result: ReplayPlan };
  /**
   * Takes what a replay told; rules speak of it until the files or their tests change. With the numbers of recordings that were asked for otherwise, and
   * of those that no test plays.
   */
  "tapedeck/replayed": { params: ReplayResult; result: { readonly drifted: number; readonly unplayed: number } };
  "tapedeck/rerecordPlan": { params: RerecordTarget; result: RerecordPlan };
  /** Resolves when the test of every recording is known: lenses, hovers and symbols are right from then on. With the number of recordings. */
  "tapedeck/whenListed": { params: Record<string, never>; result: { readonly recordings: number } };
  /** `uri` is where the recording belongs; `before` is null for a new one. */
  "tapedeck/judgeStaged": {
    params: { readonly uri: string; readonly before: string | null; readonly after: string };
    result: StagedJudgement;
  };
  /** The old file with the recordings of these numbers (those of `StagedPart`) as they are in the new one. */
  "tapedeck/splice": {
    params: { readonly uri: string; readonly before: string; readonly after: string; readonly numbers: readonly number[] };
    result: StagedFile;
  };
  /**
   * A recording as text in which only its meaning stands; `index` says which of a file that holds several. null: making it failed, so the file's own
   * text is all there is.
   */
  "tapedeck/readable": {
    params: { readonly name: string; readonly text: string; readonly index?: number };
    result: { readonly text: string } | null;
  };
  /** What to paste into a report, as Markdown, without credentials: with these versions and settings, which the server does not know itself. */
  "tapedeck/diagnosticsInfo": {
    params: { readonly versions: Readonly<Record<string, string>>; readonly settings: Readonly<Record<string, unknown>> };
    result: { readonly markdown: string } | null;
  };
  /** Resolves when the first scan is done, with the number of recordings, and of those among them that were read and checked. */
  "tapedeck/whenIndexed": { params: Record<string, never>; result: { readonly recordings: number; readonly checked: number } };
}

/** Requests from the server to a client that carries out our commands. */
export interface ClientRequests {
  /**
   * The texts that a file (URI) had in its last commits, the newest first, up to the one that defines all of these functions. Empty where there is
   * no such file, or no git.
   */
  "tapedeck/earlierTexts": {
    params: { readonly uri: string; readonly functions: readonly string[] };
    result: readonly string[];
  };
}

/** Notifications from server to client. */
export interface Notifications {
  /** The index took in changes of the recordings in these files (URIs); of any recordings, where there is no list, as after a scan. */
  "tapedeck/recordingsChanged": { readonly uris: readonly string[] | null };
}
