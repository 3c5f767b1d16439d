/** What a feature is given: the workspace to ask, and what the client on the other side can show. */
import type { Workspace } from "../index/workspace";

export interface ClientFeatures {
  /** The client carries out our commands (protocol.ts), so lenses and hovers may offer them. */
  readonly commands: boolean;
  /** Hovers may be Markdown. */
  readonly markdown: boolean;
  readonly definitionLinks: boolean;
  readonly symbolTree: boolean;
  readonly relatedInformation: boolean;
}

export interface Services {
  readonly workspace: Workspace;
  readonly client: ClientFeatures;
}
