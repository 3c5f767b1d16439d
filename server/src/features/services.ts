/** What a feature gets: the workspace, and the capabilities of the client. */
import type { Workspace } from "../index/workspace";

export interface ClientFeatures {
  /** The client carries out our commands (protocol.ts), so lenses and hovers may offer them. */
  readonly commands: boolean;
  /** The client itself reports syntax errors in open documents of the language `json`, so we do not repeat them. */
  readonly reportsJsonErrors: boolean;
  /** Hovers may be Markdown, and the client renders it. */
  readonly markdown: boolean;
  readonly definitionLinks: boolean;
  readonly symbolTree: boolean;
  readonly relatedInformation: boolean;
  /** Diagnostics are pulled, not pushed. */
  readonly pullDiagnostics: boolean;
  /** Quick fixes may be more than commands. */
  readonly codeActions: boolean;
  /** The edit of a quick fix may be computed when it is chosen. */
  readonly codeActionResolve: boolean;
  /** Disabled quick fixes are shown with the reason. */
  readonly disabledActions: boolean;
  /** Edits may rename files. */
  readonly renamesFiles: boolean;
  /** Edits may require confirmation. */
  readonly changeAnnotations: boolean;
}

export interface Services {
  readonly workspace: Workspace;
  readonly client: ClientFeatures;
}

/** A client that only shows text: terminals, agents. */
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
