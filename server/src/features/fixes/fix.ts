/** A way to mend a finding, as data: codes in, proposals out. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Command, TextEdit, WorkspaceEdit } from "vscode-languageserver-types";
import type { LocatedFinding } from "../../index/summary";
import type { Services } from "../services";

export interface FixContext {
  readonly services: Services;
  /** The recording with the finding, as it stands in the editor. */
  readonly document: TextDocument;
  readonly finding: LocatedFinding;
}

/** Something to offer, or to say why it cannot be had. Has one of `edits`, `edit`, `command` and `refusal`. */
export interface ProposedFix {
  /** As the menu shows it; tells the proposals for one finding apart. */
  readonly title: string;
  /** The one to take where nobody chooses. */
  readonly preferred?: boolean;
  /** Of this file alone, and so plain that a fix-all may take it unseen. */
  readonly edits?: readonly TextEdit[];
  /** Made when it is chosen. Edits that touch other files or requests are annotated as needing confirmation, so that they are previewed. */
  readonly edit?: () => WorkspaceEdit | Promise<WorkspaceEdit>;
  /** One of ours, which the client carries out. */
  readonly command?: Command;
  /** Why it cannot be had: one sentence, shown in place of the edit. */
  readonly refusal?: string;
}

export interface Fix {
  /** The findings that it mends; undefined: all of them. */
  readonly codes: readonly string[] | undefined;
  propose(context: FixContext): readonly ProposedFix[] | Promise<readonly ProposedFix[]>;
}
