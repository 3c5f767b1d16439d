/** A way to fix a finding, as data: codes in, proposals out. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Command, TextEdit } from "vscode-languageserver-types";
import type { LocatedFinding, RecordingSummary } from "../../index/store/summary";
import type { Services } from "../services";

export interface FixContext {
  readonly services: Services;
  /** The file with the finding, as in the editor. */
  readonly document: TextDocument;
  /** The recording that the finding is about. */
  readonly summary: RecordingSummary;
  readonly finding: LocatedFinding;
}

/** The changes of one file. */
export interface FileChange {
  readonly uri: string;
  /** Edits of the present text. */
  readonly edits: readonly TextEdit[];
  /** Absent if the file keeps its name. */
  readonly newUri?: string;
}

/** What is done, for the user: a preview shows it above all changes of this kind. */
export interface Purpose {
  readonly label: string;
  readonly description: string;
}

/**
 * `safe`: obvious enough to apply without review; only edits the recording itself. `chosen`: applied as soon as somebody chooses it.
 * `reviewed`: changes a request, a name or a test, so it is previewed.
 */
export type Care = "safe" | "chosen" | "reviewed";

export interface ProposedEdit {
  readonly kind: "edit";
  readonly care: Care;
  readonly purpose: Purpose;
  /** The new URI of the recording's file, if it is known in advance. */
  readonly newUri?: string;
  /** Computed when the fix is chosen. */
  readonly changes: () => readonly FileChange[] | Promise<readonly FileChange[]>;
  /** The changes of the file with the finding only, if `changes` has others as well. */
  readonly own?: () => readonly FileChange[];
}

/** A fix to offer, or the reason why it is not available. */
export type ProposedFix = {
  /** The title in the menu, unique among the proposals for a finding. */
  readonly title: string;
  /** A longer title for the menu that requires reading other files. */
  readonly shown?: () => Promise<string>;
  /** The fix to apply if the user does not choose. */
  readonly preferred?: boolean;
} & (
  | ProposedEdit
  /** One of our commands, which the client carries out. */
  | { readonly kind: "command"; readonly command: Command }
  /** Why it is not available: one sentence, shown in place of the edit. */
  | { readonly kind: "refusal"; readonly reason: string }
);

export interface Fix {
  /** The rules that it fixes; undefined: all. */
  readonly codes: readonly string[] | undefined;
  /** Whether some of its edits are `safe`. */
  readonly isSafe?: true;
  propose(context: FixContext): readonly ProposedFix[] | Promise<readonly ProposedFix[]>;
}
