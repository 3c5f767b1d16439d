/**
 * Rules that look at a recording among the others: its name, its folder, its test. They stand on what the index keeps, so that a change of
 * one file costs no reading of the others. `RecordingSummary` has this shape; rules know no index.
 */
import type { Range } from "vscode-languageserver-types";
import type { Severity } from "./rule";

/** What such a rule has to say; the place is known already. */
export interface WorkspaceReport {
  readonly range: Range;
  /** What is wrong and what follows from it, in one sentence. */
  readonly message: string;
  /** Places in this or another file that explain it. */
  readonly related?: readonly { readonly uri: string; readonly range: Range; readonly message: string }[];
}

/** `Known` is what the rule needs of a recording, `World` the questions it asks about the others. */
export interface WorkspaceRule<Known, World> {
  /** Dotted, as in the docs and the settings: `hash.mismatch`. */
  readonly code: string;
  readonly severity: Severity;
  /** What the rule looks for, in one line. */
  readonly summary: string;
  check(recording: Known, world: World): readonly WorkspaceReport[];
}
