/**
 * Rules that look at a recording among the others: its name, its folder, its test. They stand on what the index keeps, so that a change of
 * one file costs no reading of the others. `RecordingSummary` has the shape of `KnownRecording`; rules know no index.
 */
import type { Range } from "vscode-languageserver-types";
import type { Naming } from "../recording/naming";
import type { HashScheme } from "../recording/requestHash";
import type { Severity } from "./rule";

/** What such a rule has to say; the place is known already. */
export interface WorkspaceReport {
  readonly range: Range;
  /** What is wrong and what follows from it, in one sentence. */
  readonly message: string;
  /** Places in this or another file that explain it. */
  readonly related?: readonly { readonly uri: string; readonly range: Range; readonly message: string }[];
}

/** What the rules need of a recording. */
export interface KnownRecording {
  readonly uri: string;
  readonly testId: string | undefined;
  readonly testIdRange: Range;
  readonly hash: string | undefined;
  readonly naming: Naming | undefined;
}

/** The questions they ask about the others. */
export interface World {
  /** The hash scheme of the recorder that made the recordings around this one: set, or found from them; undefined when they do not tell. */
  readonly schemeOf: (uri: string) => HashScheme | undefined;
  /** A file's base name. */
  readonly nameOf: (uri: string) => string;
  /** The recording of this base name in the same folder; undefined when there is none. */
  readonly sibling: (uri: string, name: string) => string | undefined;
}

export interface WorkspaceRule<Known = KnownRecording, Asked = World> {
  /** Dotted, as in the docs and the settings: `hash.mismatch`. */
  readonly code: string;
  readonly severity: Severity;
  /** What the rule looks for, in one line. */
  readonly summary: string;
  check(recording: Known, world: Asked): readonly WorkspaceReport[];
}
