/**
 * Rules that look at a recording among the others: its name, its folder, its test. They stand on what the index keeps, so that a change of
 * one file costs no reading of the others. `RecordingSummary` has the shape of `KnownRecording`; rules know no index.
 */
import type { CassetteLink } from "../pytest/cassettes/links";
import type { RecordingId } from "../recordingId";
import type { Range } from "vscode-languageserver-types";
import type { JsonPath } from "../recording/jsonPath";
import type { RecordingFormat } from "../recording/format";
import type { HashScheme, Naming } from "../recording/naming";
import type { DocumentedRule } from "./rule";

/** What such a rule has to say; the place is known already. */
export interface WorkspaceReport {
  readonly range: Range;
  /** What is wrong and what follows from it, in one sentence. */
  readonly message: string;
  /** What of the recording it is about: another text, another finding. Absent where its file and its test tell. */
  readonly about?: string;
  /** Places in this or another file that explain it. */
  readonly related?: readonly { readonly uri: string; readonly range: Range; readonly message: string }[];
}

/** What the rules need of a recording. */
export interface KnownRecording {
  readonly id: RecordingId;
  readonly uri: string;
  /** The `id` of the file's format. */
  readonly format: string;
  readonly testId: string | undefined;
  readonly testIdRange: Range;
  readonly hash: string | undefined;
  readonly naming: Naming | undefined;
  readonly family: string;
  /** Of the first recording in a file: the day of the oldest answer in it, as in 2025-03-31; undefined where nothing tells, and for the others. */
  readonly answeredOn: string | undefined;
  /** The file is not JSON, or not a recording. */
  readonly broken: boolean;
  /** The tool call ids that its request quotes, and where. */
  readonly quotedCalls: readonly { readonly id: string; readonly range: Range }[];
}

/** A test that another one may be now that is gone. */
export interface TestCandidate {
  /** Node id without parameters. */
  readonly testId: string;
  /** The sources tell that it was renamed so. */
  readonly isSure: boolean;
  /** It has no recordings of its own, and nothing speaks against it. */
  readonly isLikely: boolean;
}

/** Whether the test of a recording exists in the Python sources. URIs; roots are pytest's. */
export type TestState =
  /** Not looked at yet, or nothing is sure. */
  | { readonly kind: "unknown" }
  | { readonly kind: "found"; readonly root: string }
  | {
      readonly kind: "gone";
      readonly what: "module" | "function";
      readonly root: string;
      /** The tests that it may be now, the likeliest first; none when unsure. */
      readonly candidates: readonly TestCandidate[];
      /** Where the first of them stands, or would. */
      readonly module: string | undefined;
      /** How many tests pytest collects in the module, where its collection tells what the sources do not. */
      readonly collected?: number;
    };

/** A field in which a request that was replayed differs from the recorded one; from the body, values as JSON, null for none. */
export interface ReplayedField {
  readonly path: JsonPath;
  readonly recorded: string | null;
  readonly asked: string | null;
  /** Where it stands in the recording, or would. */
  readonly range: Range;
}

/** What the last replay told of a recording. */
export interface RecordingReplay {
  /** All tests of the file ran and passed, and none played it. */
  readonly isUnplayed: boolean;
  /** The suite's hooks drop it when the file is loaded. */
  readonly isDropped: boolean;
  /** By test: the first fields, and how many there are. */
  readonly drift: readonly { readonly testId: string; readonly count: number; readonly fields: readonly ReplayedField[] }[];
}

/** The questions they ask about the others. */
export interface RuleContext {
  /** The format of a recording, which says how its files are named and looked up. */
  readonly formatOf: (uri: string) => RecordingFormat;
  /** The hash scheme of the recorder that made the recordings around this one: set, or found from them; undefined when they do not tell. */
  readonly schemeOf: (uri: string) => HashScheme | undefined;
  /** A file's base name. */
  readonly nameOf: (uri: string) => string;
  /** The recording of this base name in the same folder; undefined when there is none. */
  readonly sibling: (uri: string, name: string) => string | undefined;
  /** The folder that a file lies in. */
  readonly folderOf: (uri: string) => string;
  /** A path from pytest's root, as people read it, and the other way round. */
  readonly pathFrom: (root: string, uri: string) => string;
  readonly uriBelow: (root: string, path: string) => string;
  /** Whether two files or folders are one on disk: a link leads from one to the other. */
  readonly isSame: (one: string, other: string) => boolean;
  /** What the Python files say of the test that a cassette, by its path, belongs to. */
  readonly cassetteTest: (uri: string) => CassetteLink;
  readonly testOf: (recording: KnownRecording) => TestState;
  /** How many recordings of a folder are named by a hash, and how many are not. */
  readonly namesIn: (folder: string) => { readonly hashed: number; readonly others: number };
  /** Whether a recording of a folder is known to be named by the hash of its request. */
  readonly hasNamed: (folder: string) => boolean;
  /** Recordings whose names carry the same hash: their URIs and test ids, this one's own left out. */
  readonly sameHash: (recording: KnownRecording) => readonly { readonly uri: string; readonly testId: string | undefined }[];
  /** How the recordings of tests lie below pytest's root. */
  readonly layout: (root: string) => Layout;
  /** How many days old answers may be, by the settings, and the oldest day that is allowed. */
  readonly oldest: (uri: string) => { readonly days: number; readonly day: string };
  /** What the last replay told of the recordings in a file, in their order; undefined where that is not known, or not any more. */
  readonly replayed: (uri: string) => readonly RecordingReplay[] | undefined;
  /** Whether an answer of this test has a tool call of this id; undefined while its recordings are being read. */
  readonly answers: (recording: KnownRecording, callId: string) => boolean | undefined;
}

/** Counts of recordings by where they lie: `beside` the test they belong to, or `away` from it; by folder (URI). */
export interface Layout {
  readonly beside: ReadonlyMap<string, number>;
  readonly away: number;
}

export interface WorkspaceRule<Known = KnownRecording, Asked = RuleContext> extends DocumentedRule {
  check(recording: Known, context: Asked): readonly WorkspaceReport[];
}
