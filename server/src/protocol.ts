/**
 * Our few requests beyond LSP. Client and stream view import these types; nobody copies them.
 * A standard client needs none of them.
 */
import type { Location, Position, Range, WorkspaceEdit } from "vscode-languageserver-types";
import type { Difference } from "./recording/difference";
import type { Reassembled } from "./recording/reassembled";
import type { HashDifference, HashScheme } from "./recording/naming";
import type { RecordingId } from "./recordingId";
import type { RerecordTarget } from "./rerecordTarget";
import type { Severity } from "./rules/rule";

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
export { fileOf, fragmentOf, numberIn, type RecordingId } from "./recordingId";
export { isRerecordTarget, type RerecordTarget } from "./rerecordTarget";
export type { Severity } from "./rules/rule";

/** Commands that the client carries out; server and client use the same names in lenses and hover links. */
export const commands = {
  openStreamView: "tapedeck.openStreamView",
  showRecordings: "tapedeck.showRecordings",
  goToTest: "tapedeck.goToTest",
  rerecord: "tapedeck.rerecord",
  openRecording: "tapedeck.openRecording",
  explainMissing: "tapedeck.explainMissing",
  /** Records what a target lacks; with a `RerecordTarget`. */
  recordMissing: "tapedeck.recordMissing",
} as const;

/** Commands of quick fixes: no hover may link to them. */
export const fixCommands = {
  /** Turns a rule off; with its code and a recording (URI) of the folder that it is about. */
  disableRule: "tapedeck.disableRule",
  /** Carries out a fix that is to be reviewed; with a `ChosenFix`. */
  applyFix: "tapedeck.applyFix",
} as const;

/** A fix of a menu: what `codeAction/resolve` wants as `data` to make its edit. */
export interface ChosenFix {
  /** Of the recording. */
  readonly uri: string;
  /** Of the finding, and where that begins. */
  readonly code: string;
  readonly at: Position;
  readonly title: string;
}

/** Sent in `initializationOptions`: the client runs our commands, so lenses and hovers may offer them. */
export interface InitializationOptions {
  readonly commands?: boolean;
  /** Path of the folder where the server keeps what it read between two runs; the user's cache folder without it. */
  readonly cacheFolder?: string;
}

/** The `tapedeck` section of the settings, as the server asks for it. */
export interface Settings {
  readonly recordings: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  readonly rules: Readonly<Record<string, Severity | "off">>;
  readonly codeLens: { readonly enabled: boolean };
  readonly inlayHints: { readonly enabled: boolean };
  /** The hash that the workspace's recorder names its files by; `auto` finds it from the recordings. */
  /** A scheme's name; "auto": found from the names of the recordings. */
  readonly hashScheme: HashScheme;
  /** Whether what was read is kept on disk between two runs. */
  readonly cache: { readonly enabled: boolean };
}

/** A recording that a run will probably replace. */
export interface ConcernedRecording {
  readonly uri: string;
  readonly testId: string;
  readonly model: string | null;
  /** Its place in the conversation; null for one that stands alone. */
  readonly turn: { readonly number: number; readonly of: number } | null;
  /** Its request quotes an answer that is recorded again, so it will be another request with another file name. */
  readonly follows: boolean;
}

/** A recording that is not accepted yet, judged by the one it would replace. */
export interface StagedJudgement {
  readonly testId: string | null;
  /** What differs, if anything, is noise. */
  readonly sameMeaning: boolean;
  readonly summary: string;
  /** Those that the recording before had not, with the settings' severities. */
  readonly findings: readonly { readonly code: string; readonly severity: Severity; readonly message: string }[];
}

/** What pytest is to run for a target, or the sentence that says why nothing may be run. */
export type RerecordPlan =
  | {
      readonly kind: "plan";
      /** The folder to run pytest in: node ids are relative to it. */
      readonly root: string;
      /** The workspace folder (path) around it: nothing outside is written. */
      readonly workspaceFolder: string;
      /** Checked: inside `root`, naming an existing file, no option in disguise. */
      readonly nodeIds: readonly string[];
      /** Folders (URIs) in which recordings may change. */
      readonly folders: readonly string[];
      /** Recordings (URIs) that belong to the target today. */
      readonly recordings: readonly string[];
      /** Of a single test function: the node ids, parameter ids included, that have recordings today. Otherwise empty. */
      readonly parameterSets: readonly string[];
      /** The same recordings with what a person needs to know of them, in order. */
      readonly concerned: readonly ConcernedRecording[];
      /** Of the requests recorded so far, one a host: they tell which keys a run needs. */
      readonly urls: readonly string[];
    }
  | { readonly kind: "refused"; readonly reason: string };

/** A message of the conversation that was sent, or the answer's form as a message. */
export interface ViewMessage {
  readonly role: string;
  readonly text: string;
  /** Of a tool message: which call it answers. */
  readonly toolCallId?: string;
  readonly toolCalls: readonly { readonly id: string | null; readonly name: string; readonly arguments: string }[];
  /** Images that were sent inline, as `data:` URLs; absent for none. Others are named in `text` alone. */
  readonly images?: readonly string[];
  /** What else it says, by the name of the property (`content[0].cache_control`); absent for nothing. */
  readonly also?: readonly { readonly name: string; readonly value: string }[];
}

/** One vector of an embeddings response, in the numbers that tell vectors apart. */
export interface VectorFacts {
  readonly dimensions: number;
  readonly norm: number;
  readonly min: number;
  readonly max: number;
  /** Least and greatest value in each of at most 128 stretches of equal length. */
  readonly outline: readonly (readonly [min: number, max: number])[];
}

/** A response of a family without choices, made for reading. */
export type ViewResult =
  /** `similarity[i][j]` is the cosine of vectors i and j; empty for one vector, or for too many. null where a vector has no direction. */
  | {
      readonly kind: "embeddings";
      readonly vectors: readonly VectorFacts[];
      readonly similarity: readonly (readonly (number | null)[])[];
      /** What was embedded, one text a vector where the request says so. */
      readonly inputs: readonly string[];
    }
  | {
      readonly kind: "models";
      readonly models: readonly { readonly id: string; readonly detail: string; readonly uris: readonly string[] }[];
    }
  | { readonly kind: "tool"; readonly content: string; readonly error: string | null; readonly metadata: string | null }
  | {
      readonly kind: "document";
      readonly pieces: readonly { readonly text: string; readonly metadata: string | null }[];
      readonly metadata: string | null;
    };

/** What a provider's filter says of an answer, in the provider's words. */
export interface SafetyRating {
  readonly category: string;
  readonly probability: string;
  readonly blocked: boolean;
}

/** A recording in the same file as the one shown. */
export interface ViewSibling {
  readonly id: RecordingId;
  readonly model: string | null;
  /** What was answered, on one line. */
  readonly preview: string;
}

/** A recording of the same conversation as the one shown. */
export interface ViewTurn {
  readonly id: RecordingId;
  /** Its place in the conversation, from 1. */
  readonly number: number;
  readonly model: string | null;
  /** What was answered, on one line. */
  readonly preview: string;
  readonly finishReasons: readonly string[];
  /** Numbers of the turns whose answers its request quotes, and of those that quote its answer. */
  readonly predecessors: readonly number[];
  readonly successors: readonly number[];
}

/** Everything the stream view shows of one recording, in one reply. */
export interface StreamView {
  readonly id: RecordingId;
  /** Of the file. */
  readonly uri: string;
  readonly fileName: string;
  readonly testId: string | null;
  readonly test: Location | null;
  readonly familyTitle: string;
  readonly endpoint: string | null;
  readonly modelAsked: string | null;
  readonly hash: string | null;
  readonly hashStatus: HashStatus;
  /** Bytes of the file. */
  readonly size: number;
  readonly messages: readonly ViewMessage[];
  /** What else was asked for, as JSON: `temperature`, `tool_choice` … */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
  readonly tools: readonly { readonly name: string; readonly description: string | null; readonly parameters: unknown }[];
  readonly answer: Reassembled;
  /** One entry per chunk: where it stands in the file. */
  readonly chunkRanges: readonly Range[];
  /** The body as readable text, for families that are not reassembled; null otherwise. */
  readonly body: string | null;
  /** The response of a family without choices; null for any other, and where `body` is all there is. */
  readonly result: ViewResult | null;
  readonly safety: readonly SafetyRating[];
  /** The whole conversation in order, this recording included (the entry with its `id`); empty for one that stands alone. */
  readonly turns: readonly ViewTurn[];
  /** All recordings of the file in order, this one included; empty for one that is alone in its file. */
  readonly siblings: readonly ViewSibling[];
  readonly findings: readonly {
    readonly code: string;
    readonly severity: Severity;
    readonly message: string;
    readonly range: Range;
    /** Other places at which this is so. */
    readonly also?: readonly { readonly range: Range }[];
  }[];
}

/** A recording to compare: a file as it is now, or the text it had elsewhere (in git, in a staging folder). */
export interface ComparedText {
  /** The recording's id: of a file with several, its URI alone names the first. */
  readonly uri: RecordingId;
  /** Absent: the file's own text, the open editor's before the disk's. */
  readonly text?: string;
  /** The sentence that says why there is no text; absent where there is one. */
  readonly missing?: string;
}

/** Two recordings and what they mean differently. */
export interface Comparison {
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  readonly difference: Difference;
}

export interface ComparedSide {
  readonly uri: string;
  readonly fileName: string;
  readonly testId: string | null;
  readonly model: string | null;
  readonly chunks: number;
}

/** What a recording can be copied as: the request as a shell command or a Python program, the whole as Markdown, its test to run. */
export type CopyFormat = "text" | "curl" | "python" | "markdown" | "pytest" | "testId";

/** A copy, or the sentence that says why what is recorded cannot be put that way. */
export type Copied = { readonly kind: "text"; readonly text: string } | { readonly kind: "refused"; readonly reason: string };

/** One line of a list of recordings. */
export interface RecordingItem {
  readonly id: RecordingId;
  /** Of the file. */
  readonly uri: string;
  readonly testId: string | null;
  readonly model: string | null;
  readonly preview: string;
}

/** Whether a recording's name is the hash of its request under the scheme in use, the same without its test, an older one, none, or is never hashed. */
export type HashStatus = "current" | "server" | "older" | "mismatch" | "unhashable";

/** A recording beside the one that was looked for. */
export interface NearRecording extends RecordingItem {
  readonly fileName: string;
  readonly status: HashStatus;
  /** How many fields make its hash another one; null where no request was given to compare with, or it has none. */
  readonly differences: number | null;
}

/** Why replay does not serve a recording for a hash that leads to it. */
export type AstrayReason =
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

export interface AstrayRecording extends NearRecording {
  readonly reason: AstrayReason;
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
export interface Explanation {
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
  readonly elsewhere: readonly AstrayRecording[];
  /** Recordings of the same test, else of the same function, else of the same module; nearest first where a request was given. */
  readonly nearest: readonly NearRecording[];
  /** The request that was given, field by field against the nearest recording (URI). */
  readonly comparison: { readonly uri: string; readonly differences: readonly HashDifference[] } | null;
  /** The test (node id) whose recording in the mode `record-if-missing` makes what is missing, and the folder (URI) it is relative to; null where that does not help. */
  readonly record: { readonly nodeId: string; readonly root: string } | null;
}

/** The models that replay serves for one request, and which recordings (URIs) list each. */
export interface ModelUnion {
  readonly files: readonly string[];
  /** Sorted by id, as replay sorts them. */
  readonly models: readonly { readonly id: string; readonly files: readonly string[] }[];
}

/** Request methods with their parameters and results. A null result: not a recording, or nothing known. */
export interface Requests {
  /** What cannot be read of the two stands in the result. null: comparing failed. */
  "tapedeck/compare": { params: { readonly before: ComparedText; readonly after: ComparedText }; result: Comparison | null };
  /** null: the recording has no such thing (a tool run is no HTTP request, a file without test id has no test). */
  "tapedeck/copyAs": { params: { readonly uri: RecordingId; readonly format: CopyFormat }; result: Copied | null };
  "tapedeck/streamView": { params: { readonly uri: RecordingId }; result: StreamView | null };
  /** The id of the recording at a place of a file. null: no recording. */
  "tapedeck/recordingAt": { params: { readonly uri: string; readonly position: Position }; result: RecordingId | null };
  /** Where a recording begins in its file. null: there is no such recording. */
  "tapedeck/recordingPlace": { params: { readonly id: RecordingId }; result: Location | null };
  /** Where a node id's test is defined; `from` is the document (URI) that names it. Without `testId`: the test of the recording `from` (its id). */
  "tapedeck/findTest": { params: { readonly testId?: string; readonly from?: string }; result: Location | null };
  /** The pytest node ids in a piece of text, such as a terminal's line. Offsets in UTF-16 code units. */
  "tapedeck/nodeIds": {
    params: { readonly text: string };
    result: readonly { readonly text: string; readonly start: number; readonly end: number }[];
  };
  "tapedeck/recordings": { params: { readonly testId?: string; readonly hash?: string }; result: readonly RecordingItem[] };
  /**
   * `text` holds a hash, a failure's text, or a request as JSON; `request` is such a JSON, or `uri` a recording outside the workspace with it.
   * null where there is nothing to explain. `markdown` is the same for people.
   */
  "tapedeck/explain": {
    params: { readonly text: string; readonly testId?: string; readonly request?: string; readonly uri?: string };
    result: { readonly explanation: Explanation; readonly markdown: string } | null;
  };
  /**
   * Everything in the workspace that has a preferred fix, as one edit in which what is to be reviewed is marked so. Waits for the first scan.
   * `unread` recordings were not looked at, as the scan was cancelled.
   */
  "tapedeck/fixAll": {
    params: Record<string, never>;
    result:
      | { readonly kind: "found"; readonly edit: WorkspaceEdit; readonly unread: number }
      | { readonly kind: "nothing"; readonly unread: number }
      | { readonly kind: "failed" };
  };
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
    };
    result: { readonly gone: number };
  };
  "tapedeck/rerecordPlan": { params: RerecordTarget; result: RerecordPlan };
  /** Resolves when the test of every recording is known: lenses, hovers and symbols are right from then on. With the number of recordings. */
  "tapedeck/whenListed": { params: Record<string, never>; result: { readonly recordings: number } };
  /** `uri` is where the recording belongs; `before` is null for a new one. */
  "tapedeck/judgeStaged": {
    params: { readonly uri: string; readonly before: string | null; readonly after: string };
    result: StagedJudgement;
  };
  /** A recording as text in which only its meaning stands. null: making it failed, so the file's own text is all there is. */
  "tapedeck/readable": { params: { readonly name: string; readonly text: string }; result: { readonly text: string } | null };
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
