/**
 * Tapedeck's few requests beyond LSP, by topic in `protocol/`. Client and stream view import them from here.
 * A standard client needs none of them.
 */
export { bodyOwners, bodyScheme, commands, fixCommands } from "./protocol/commands";
export type { BodyOf, ChosenFix, InitializationOptions, Settings } from "./protocol/commands";
export type { Drift, DriftedField, ReplayedFile, ReplayPlan, ReplayProject, ReplayResult } from "./protocol/replays";
export type { ConcernedRecording, RerecordPlan, StagedFile, StagedJudgement } from "./protocol/rerecord";
export type { HashStatus, ModelUnion, RecordingChoice, RecordingItem } from "./protocol/recordings";
export { groupings, healths } from "./protocol/recordingTree";
export type {
  Facet,
  Grouping,
  GroupRow,
  Health,
  HealthCounts,
  LeafRow,
  RecordingFilter,
  RecordingRow,
  TreeOf,
  TreeSummary,
} from "./protocol/recordingTree";
export { copyFormats } from "./protocol/streamView";
export type {
  Copied,
  CopyFormat,
  SafetyRating,
  StreamView,
  VectorFacts,
  ViewMessage,
  ViewResult,
  ViewSibling,
  ViewTurn,
} from "./protocol/streamView";
export type { BaselinePlan, BaselineTargets, PlannedBaseline } from "./protocol/baseline";
export { changeKinds, kindWords } from "./protocol/changes";
export type { ChangeKind, RecordingChange, RecordingChanges, Revision } from "./protocol/changes";
export type {
  Blame,
  FixCause,
  FixedFile,
  FixObstacle,
  FixOutcome,
  FixRecovery,
  FixReview,
  FixTargets,
  LeftCause,
  UndoOutcome,
} from "./protocol/fixes";
export type { ComparedSide, ComparedText, Comparison } from "./protocol/compare";
export type {
  NotServedReason,
  NotServedRecording,
  BodyComparison,
  CassetteExplanation,
  Explanation,
  FailedMatcher,
  HashExplanation,
  LookupPlace,
  MissedCassette,
  MissExplanation,
  NearRecording,
  NearRequest,
  TestToRecord,
} from "./protocol/explain";
export type { CollectedCassette, ClientRequests, Notifications, Requests } from "./protocol/requests";

export { counted, countedIn } from "./counted";
export { defineAll, mostEarlier } from "./pytest/earlierModule";
export { recordingEndings } from "./formats/places";
export { pathText } from "./recording/difference/fields";
export { isJson, jsonLayout, type Token } from "./recording/jsonLayout";
export { unreadSentences } from "./recording/difference/unread";
export type { AnswerChange, Difference, FieldDifference, TextPart } from "./recording/difference";
export type {
  AlsoSaid,
  AnswerItem,
  ChunkKind,
  ChunkNote,
  Choice,
  Disagreement,
  ProviderError,
  Reassembled,
  TokenLogprob,
  ToolCall,
  TracedText,
  Usage,
} from "./recording/reassembled";
export type { HashDifference, HashScheme } from "./recording/naming";
export { writtenId } from "./pytest/writtenId";
export { fileOf, fragmentOf, numberIn, type RecordingId } from "./recordingId";
export { digitsOf, recordingTitle, testName } from "./recordingTitle";
export type { MissedEvent } from "./pytest/cassettes/replayed";
export { isRerecordTarget, type RerecordTarget } from "./rerecordTarget";
export type { Severity } from "./rules/rule";
