/** What client and server share: command names, the client's capabilities, and the settings. */
import type { Position } from "vscode-languageserver-types";
import type { HashScheme } from "../recording/naming";
import type { Severity } from "../rules/rule";

/** Commands that the client carries out; the server uses their names in lenses and hover links. */
export const commands = {
  openStreamView: "tapedeck.openStreamView",
  /** Shows the recordings of a test, or of all of its module; with the module's URI and the test's names. */
  showRecordings: "tapedeck.showRecordings",
  /** Lets the user choose among the recordings of a test, node id or hash; arguments: the document's URI and the position. */
  pickRecording: "tapedeck.pickRecording",
  goToTest: "tapedeck.goToTest",
  rerecord: "tapedeck.rerecord",
  openRecording: "tapedeck.openRecording",
  /** Shows a compressed or binary body decoded; arguments: a recording's id and a `BodyOf`. */
  showDecodedBody: "tapedeck.showDecodedBody",
  explainMissing: "tapedeck.explainMissing",
  /** Replays a target and reports requests that no longer match the recorded ones; argument: a `RerecordTarget`. */
  checkDrift: "tapedeck.checkDrift",
  /** Runs the test of a `RerecordTarget` and returns the requests that had no recording (`MissedEvent`); undefined for none. */
  missedBy: "tapedeck.missedBy",
  /** Records what a target lacks; argument: a `RerecordTarget`. */
  recordMissing: "tapedeck.recordMissing",
} as const;

/** Which of a recording's two bodies. */
export type BodyOf = "request" | "response";
export const bodyOwners: readonly BodyOf[] = ["response", "request"];
/** The URI scheme of decoded bodies; the query is JSON of `{ id, of }`. */
export const bodyScheme = "tapedeck-body";

/** Commands of quick fixes, which no hover may link to. */
export const fixCommands = {
  /** Turns a rule off; arguments: its code and a recording (URI) whose workspace folder gets the setting. */
  disableRule: "tapedeck.disableRule",
  /** Applies a fix after review; argument: a `ChosenFix`. */
  applyFix: "tapedeck.applyFix",
  /** Shows what can be fixed in many recordings, for review; arguments: a `FixTargets`, and `like`: a recording (URI) whose cause is selected. */
  fixRecordings: "tapedeck.fixRecordings",
  /** Mutes findings until they change; argument: a `BaselineTargets`, or nothing for all findings that are shown. */
  addToBaseline: "tapedeck.addToBaseline",
} as const;

/** A fix in the menu: the `data` from which `codeAction/resolve` makes the edit. */
export interface ChosenFix {
  /** URI of the recording. */
  readonly uri: string;
  /** Code and start of the finding. */
  readonly code: string;
  readonly at: Position;
  readonly title: string;
}

/** Sent in `initializationOptions`. */
export interface InitializationOptions {
  /** The client carries out our commands, so lenses and hovers may offer them. */
  readonly commands?: boolean;
  /** The client itself reports syntax errors in open documents of the language `json`. */
  readonly reportsJsonErrors?: boolean;
  /** Path of the folder for the cache; the user's cache folder by default. */
  readonly cacheFolder?: string;
}

/** The `tapedeck` section of the settings, as the server requests it. */
export interface Settings {
  readonly recordings: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  readonly rules: Readonly<Record<string, Severity | "off">>;
  /** Path of the baseline, relative to the workspace folder; "" for none. */
  readonly baseline: string;
  /** Rules (codes, or families such as `hash.*`) whose findings are reported once on the test module if many of its recordings have them. */
  readonly problems: { readonly fold: readonly string[] };
  /** `record`: also show lenses over tests without recordings, to record them. */
  readonly codeLens: { readonly enabled: boolean; readonly record: boolean };
  readonly inlayHints: { readonly enabled: boolean };
  /** The scheme by which the recorder names files; "auto" infers it from the names of the recordings. */
  readonly hashScheme: HashScheme;
  /** The age in days after which recorded answers are reported. */
  readonly cassettes: { readonly maxAge: number };
  /** Whether results are cached on disk between two runs. */
  readonly cache: { readonly enabled: boolean };
}
