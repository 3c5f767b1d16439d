/** A way to fix a finding, as data: codes in, proposals out. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Command, TextEdit } from "vscode-languageserver-types";
import type { LocatedFinding, RecordingSummary } from "../../index/store/summary";
import type { Services } from "../services";

export interface FixContext {
  readonly services: Services;
  /** The file with the finding, as it stands in the editor. */
  readonly document: TextDocument;
  /** The recording in it that the finding is about. */
  readonly summary: RecordingSummary;
  readonly finding: LocatedFinding;
}

/** What becomes of one file. */
export interface FileChange {
  readonly uri: string;
  /** Of the text as it stands. */
  readonly edits: readonly TextEdit[];
  /** Absent: the file keeps its name. */
  readonly newUri?: string;
}

/** What is done, for people: a preview shows it over all changes of its kind. */
export interface Purpose {
  readonly label: string;
  readonly description: string;
}

/**
 * `safe`: so plain that it may be done unseen; the edits are of the recording itself alone. `chosen`: done as soon as somebody chooses it.
 * `reviewed`: it changes a request, a name or a test, so it is previewed.
 */
export type Care = "safe" | "chosen" | "reviewed";

export interface ProposedEdit {
  readonly kind: "edit";
  readonly care: Care;
  readonly purpose: Purpose;
  /** The new name (a URI) of the recording's file, where it is known before the changes are made. */
  readonly newUri?: string;
  /** Made when it is chosen. */
  readonly changes: () => readonly FileChange[] | Promise<readonly FileChange[]>;
  /** Of these, those of the file with the finding, where others change as well. */
  readonly own?: () => readonly FileChange[];
}

/** Something to offer, or to say why it cannot be had. */
export type ProposedFix = {
  /** Tells the proposals for one finding apart, and is what the menu shows. */
  readonly title: string;
  /** What it shows instead, where that takes a look at other files. */
  readonly shown?: () => Promise<string>;
  /** The one to take where nobody chooses. */
  readonly preferred?: boolean;
} & (
  | ProposedEdit
  /** One of ours, which the client carries out. */
  | { readonly kind: "command"; readonly command: Command }
  /** Why it cannot be had: one sentence, shown in place of the edit. */
  | { readonly kind: "refusal"; readonly reason: string }
);

export interface Fix {
  /** The findings that it fixes; undefined: all of them. */
  readonly codes: readonly string[] | undefined;
  /** Whether some of its edits are `safe`. */
  readonly isSafe?: true;
  propose(context: FixContext): readonly ProposedFix[] | Promise<readonly ProposedFix[]>;
}
