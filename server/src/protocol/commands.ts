/** What client and server call alike: commands, what a client says of itself, and the settings. */
import type { Position } from "vscode-languageserver-types";
import type { HashScheme } from "../recording/naming";
import type { Severity } from "../rules/rule";

/** Commands that the client carries out; server and client use the same names in lenses and hover links. */
export const commands = {
  openStreamView: "tapedeck.openStreamView",
  /** Shows the recordings of a test, or of all of its module; with the module's URI and the test's names. */
  showRecordings: "tapedeck.showRecordings",
  /** Lets somebody choose among the recordings of what stands at a place; with the document's URI and the position. */
  pickRecording: "tapedeck.pickRecording",
  goToTest: "tapedeck.goToTest",
  rerecord: "tapedeck.rerecord",
  openRecording: "tapedeck.openRecording",
  /** Shows what a compressed or binary body says; with a recording's id and a `BodyOf`. */
  showDecodedBody: "tapedeck.showDecodedBody",
  explainMissing: "tapedeck.explainMissing",
  /** Replays a target, and tells which of its requests are not what is recorded; with a `RerecordTarget`. */
  checkDrift: "tapedeck.checkDrift",
  /** Runs the test of a `RerecordTarget` and gives the requests (`MissedEvent`) for which there was no recording; undefined for none. */
  missedBy: "tapedeck.missedBy",
  /** Records what a target lacks; with a `RerecordTarget`. */
  recordMissing: "tapedeck.recordMissing",
} as const;

/** Whose body is meant. */
export type BodyOf = "request" | "response";
export const bodyOwners: readonly BodyOf[] = ["response", "request"];
/** The scheme of documents that show a body decoded; their query is JSON of `{ id, of }`. */
export const bodyScheme = "tapedeck-body";

/** Commands of quick fixes: no hover may link to them. */
export const fixCommands = {
  /** Turns a rule off; with its code and a recording (URI) of the folder that it is about. */
  disableRule: "tapedeck.disableRule",
  /** Carries out a fix that is to be reviewed; with a `ChosenFix`. */
  applyFix: "tapedeck.applyFix",
  /** Shows what can be fixed of many recordings, to be decided on; with a `FixTargets`, and as `like` a recording (URI) whose cause is meant. */
  fixRecordings: "tapedeck.fixRecordings",
  /** Mutes findings until they change; with a `BaselineTargets`, all that are shown without it. */
  addToBaseline: "tapedeck.addToBaseline",
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

/** Sent in `initializationOptions`. */
export interface InitializationOptions {
  /** The client runs our commands, so lenses and hovers may offer them. */
  readonly commands?: boolean;
  /** The client reports syntax errors in open documents of the language `json` itself. */
  readonly reportsJsonErrors?: boolean;
  /** Path of the folder where the server keeps what it read between two runs; the user's cache folder without it. */
  readonly cacheFolder?: string;
}

/** The `tapedeck` section of the settings, as the server asks for it. */
export interface Settings {
  readonly recordings: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  readonly rules: Readonly<Record<string, Severity | "off">>;
  /** Path of the file with the findings that are muted, from the workspace folder; "" for none. */
  readonly baseline: string;
  /** Rules (codes, or families of them: `hash.*`) whose findings are told on the test module where many of its recordings have them. */
  readonly problems: { readonly fold: readonly string[] };
  /** `record`: also over tests that record and have no recordings. */
  readonly codeLens: { readonly enabled: boolean; readonly record: boolean };
  readonly inlayHints: { readonly enabled: boolean };
  /** The scheme that the workspace's recorder names its files by; "auto": found from the names of the recordings. */
  readonly hashScheme: HashScheme;
  /** How many days old recorded answers may be. */
  readonly cassettes: { readonly maxAge: number };
  /** Whether what was read is kept on disk between two runs. */
  readonly cache: { readonly enabled: boolean };
}
