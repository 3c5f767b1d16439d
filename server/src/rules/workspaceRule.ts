/**
 * Rules that check a recording in its workspace: its name, folder and test. They only use what the index keeps, so that a change to one file does
 * not require reading others. `RecordingSummary` has the shape of `KnownRecording`, so rules need not import the index.
 */
import type { CassetteLink } from "../pytest/cassettes/links";
import type { RecordingId } from "../recordingId";
import type { Range } from "vscode-languageserver-types";
import type { JsonPath } from "../recording/jsonPath";
import type { RecordingFormat } from "../recording/format";
import type { HashScheme, Naming } from "../recording/naming";
import type { DocumentedRule } from "./rule";

/** A report of such a rule; its place is known already. */
export interface WorkspaceReport {
  readonly range: Range;
  /** What is wrong and what follows, in one sentence. */
  readonly message: string;
  /** Which part of the recording it is about, so that a change of it makes a new finding. Absent if file and test identify it. */
  readonly about?: string;
  /** Places in this or another file that explain it. */
  readonly related?: readonly { readonly uri: string; readonly range: Range; readonly message: string }[];
}

/** What the rules need to know about a recording. */
export interface KnownRecording {
  readonly id: RecordingId;
  readonly uri: string;
  /** The id of the file's format. */
  readonly format: string;
  readonly testId: string | undefined;
  readonly testIdRange: Range;
  readonly hash: string | undefined;
  readonly naming: Naming | undefined;
  readonly family: string;
  /** For the first recording in a file: the date of the file's oldest answer, such as 2025-03-31. undefined if unknown, and for other recordings. */
  readonly answeredOn: string | undefined;
  /** The file is not JSON, or not a recording. */
  readonly broken: boolean;
  /** The tool call ids that its request quotes, with their ranges. */
  readonly quotedCalls: readonly { readonly id: string; readonly range: Range }[];
}

/** An existing test that a removed test may have become. */
export interface TestCandidate {
  /** Node id without parameters. */
  readonly testId: string;
  /** The sources prove that it was renamed to this. */
  readonly isSure: boolean;
  /** It has no recordings of its own, and nothing rules it out. */
  readonly isLikely: boolean;
}

/** Whether the test of a recording exists in the Python sources. All places are URIs; roots are pytest rootdirs. */
export type TestState =
  /** Not checked yet, or uncertain. */
  | { readonly kind: "unknown" }
  | { readonly kind: "found"; readonly root: string }
  | {
      readonly kind: "gone";
      readonly what: "module" | "function";
      readonly root: string;
      /** The tests that it may have become, the likeliest first; empty if uncertain. */
      readonly candidates: readonly TestCandidate[];
      /** Whether its module got tests since it had this one that have no recordings: one of them may be it, whatever its name. */
      readonly isReplaced?: boolean;
      /** The module where the first of them is or would be. */
      readonly module: string | undefined;
      /** The number of tests that pytest collects in the module, if its collection decides and not the sources. */
      readonly collected?: number;
    };

/** A field of a replayed request that differs from the recorded one. The path starts at the body; values are JSON, null if missing. */
export interface ReplayedField {
  readonly path: JsonPath;
  readonly recorded: string | null;
  readonly asked: string | null;
  /** The range in the recording where the field is or would be. */
  readonly range: Range;
}

/** What the last replay reported about a recording. */
export interface RecordingReplay {
  /** All tests of the file ran and passed, and none played it. */
  readonly isUnplayed: boolean;
  /** The suite's hooks drop it when the file is loaded. */
  readonly isDropped: boolean;
  /** By test: the first differing fields, and the number of all. */
  readonly drift: readonly { readonly testId: string; readonly count: number; readonly fields: readonly ReplayedField[] }[];
}

/** What rules can ask about other recordings. */
export interface RuleContext {
  /** The format of a recording, which knows how its files are named and looked up. */
  readonly formatOf: (uri: string) => RecordingFormat;
  /** The hash scheme of the recorder that made the recordings around this one: the configured or inferred one; undefined if unknown. */
  readonly schemeOf: (uri: string) => HashScheme | undefined;
  /** A file's base name. */
  readonly nameOf: (uri: string) => string;
  /** The recording with this base name in the same folder; undefined if there is none. */
  readonly sibling: (uri: string, name: string) => string | undefined;
  /** The folder that a file lies in. */
  readonly folderOf: (uri: string) => string;
  /** `pathFrom` makes a URI relative to pytest's rootdir, for display; the next function is its inverse. */
  readonly pathFrom: (root: string, uri: string) => string;
  readonly uriBelow: (root: string, path: string) => string;
  /** Whether two files or folders are the same on disk, one being a link to the other. */
  readonly isSame: (one: string, other: string) => boolean;
  /** The test that a cassette belongs to according to its path and the Python files. */
  readonly cassetteTest: (uri: string) => CassetteLink;
  readonly testOf: (recording: KnownRecording) => TestState;
  /** How many recordings in a folder are named by a hash, and how many are not. */
  readonly namesIn: (folder: string) => { readonly hashed: number; readonly others: number };
  /** Whether a folder contains a recording known to be named by the hash of its request. */
  readonly hasNamed: (folder: string) => boolean;
  /** Other recordings whose names have the same hash: their URIs and test ids. */
  readonly sameHash: (recording: KnownRecording) => readonly { readonly uri: string; readonly testId: string | undefined }[];
  /** Where the recordings of tests are below pytest's rootdir. */
  readonly layout: (root: string) => Layout;
  /** The oldest age in days that the settings allow, and the corresponding date. */
  readonly oldest: (uri: string) => { readonly days: number; readonly day: string };
  /** The results of the last replay for the recordings in a file, in order; undefined if unknown or outdated. */
  readonly replayed: (uri: string) => readonly RecordingReplay[] | undefined;
  /** Whether an answer in this recording's test has a tool call with this id; undefined while its recordings are being read. */
  readonly answers: (recording: KnownRecording, callId: string) => boolean | undefined;
}

/** Numbers of recordings by place: `beside` the test they belong to, or `away` from it; and by folder (URI). */
export interface Layout {
  readonly beside: ReadonlyMap<string, number>;
  readonly away: number;
}

export interface WorkspaceRule<Known = KnownRecording, Asked = RuleContext> extends DocumentedRule {
  check(recording: Known, context: Asked): readonly WorkspaceReport[];
}
