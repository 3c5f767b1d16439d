/** What a feature is given: the workspace to ask, and what the client on the other side can show. */
import type { Workspace } from "../index/workspace";

export interface ClientFeatures {
  /** The client carries out our commands (protocol.ts), so lenses and hovers may offer them. */
  readonly commands: boolean;
  /** The client reports syntax errors in open documents of the language `json` itself, so we do not repeat them. */
  readonly reportsJsonErrors: boolean;
  /** Hovers may be Markdown, and the client makes of it what Markdown says. */
  readonly markdown: boolean;
  readonly definitionLinks: boolean;
  readonly symbolTree: boolean;
  readonly relatedInformation: boolean;
  /** Diagnostics are asked for, not sent. */
  readonly pullDiagnostics: boolean;
  /** Quick fixes may be more than commands. */
  readonly codeActions: boolean;
  /** The edit of a quick fix may be made when it is chosen. */
  readonly codeActionResolve: boolean;
  /** Quick fixes that cannot be had are shown with the reason. */
  readonly disabledActions: boolean;
  /** Edits may rename files. */
  readonly renamesFiles: boolean;
  /** Edits may say that they want to be confirmed. */
  readonly changeAnnotations: boolean;
}

export interface Services {
  readonly workspace: Workspace;
  readonly client: ClientFeatures;
}

/** One that shows text and nothing else: terminals, agents. */
export const plainClient: ClientFeatures = {
  commands: false,
  reportsJsonErrors: false,
  markdown: false,
  definitionLinks: false,
  symbolTree: false,
  relatedInformation: false,
  pullDiagnostics: false,
  codeActions: false,
  codeActionResolve: false,
  disabledActions: false,
  renamesFiles: false,
  changeAnnotations: false,
};
