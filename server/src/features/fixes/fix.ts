/** A way to mend a finding, as data: codes in, proposals out. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { WorkspaceEdit } from "vscode-languageserver-types";
import type { LocatedFinding } from "../../index/summary";
import type { Services } from "../services";

export interface FixContext {
  readonly services: Services;
  /** The recording with the finding, as it stands in the editor. */
  readonly document: TextDocument;
  readonly finding: LocatedFinding;
}

/** Something to offer, or to say why it cannot be had. */
export interface ProposedFix {
  /** As the menu shows it; tells the proposals for one finding apart. */
  readonly title: string;
  /** The one to take where nobody chooses. */
  readonly preferred?: boolean;
  /** Made when it is chosen. Edits that touch other files or requests are annotated as needing confirmation, so that they are previewed. */
  readonly edit?: () => WorkspaceEdit | Promise<WorkspaceEdit>;
  /** Why it cannot be had: one sentence, shown in place of the edit. */
  readonly refusal?: string;
}

export interface Fix {
  /** The findings that it mends. */
  readonly codes: readonly string[];
  propose(context: FixContext): readonly ProposedFix[] | Promise<readonly ProposedFix[]>;
}
