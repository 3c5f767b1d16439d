/** All features: an LSP feature is its file and its line here. */
import { codeActionFeature } from "./codeActions";
import { codeLensFeature } from "./codeLens";
import { definitionFeature } from "./definition";
import { documentLinkFeature } from "./documentLink";
import { documentSymbolFeature } from "./documentSymbol";
import type { Feature } from "./feature";
import { hoverFeature } from "./hover";
import { inlayHintFeature } from "./inlayHint";
import { ownRequestsFeature } from "./ownRequests";
import { pullDiagnosticsFeature } from "./pullDiagnostics";
import { referencesFeature } from "./references";
import { workspaceSymbolFeature } from "./workspaceSymbol";

export const features: readonly Feature[] = [
  hoverFeature,
  codeLensFeature,
  inlayHintFeature,
  codeActionFeature,
  definitionFeature,
  referencesFeature,
  documentSymbolFeature,
  workspaceSymbolFeature,
  documentLinkFeature,
  pullDiagnosticsFeature,
  ownRequestsFeature,
];
