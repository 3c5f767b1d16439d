/** Go to definition: from a node id to its test's function. On a test's own name this is left to Python extensions. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { LocationLink, Location, Position } from "vscode-languageserver-types";
import { findTest } from "./findTest";
import type { Feature } from "./feature";
import { atPosition } from "./params";
import type { Services } from "./services";
import { targetAt } from "./target";

export const definitionFeature: Feature = {
  capabilities: () => ({ definitionProvider: true }),
  register({ connection, services, guard }) {
    connection.onDefinition(
      guard.document("Definition", atPosition, (document, { position }) => definition(services, document, position)),
    );
  },
};

export async function definition(
  services: Services,
  document: TextDocument,
  position: Position,
): Promise<LocationLink[] | Location | null> {
  const target = targetAt(services, document, position);
  if (target?.kind !== "nodeId") return null;
  const found = await findTest(services, target.testId, document.uri);
  if (!found) return null;
  const { uri, range, nameRange } = found;
  if (!services.client.definitionLinks) return { uri, range: nameRange };
  return [{ originSelectionRange: target.range, targetUri: uri, targetRange: range, targetSelectionRange: nameRange }];
}
