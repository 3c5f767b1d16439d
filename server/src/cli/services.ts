/** What features may count on at the command line. */
import type { ClientFeatures } from "../features/services";

/** Nobody clicks in a terminal. */
export const editorless: ClientFeatures = {
  commands: false,
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
