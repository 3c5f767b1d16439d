/** Find references: the recordings of a test, each at the test's parameters, or at the test id. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { ReferenceParams } from "vscode-languageserver/node";
import type { Location } from "vscode-languageserver-types";
import { findTest } from "./findTest";
import { answersFirst } from "./recordingLists";
import type { Feature } from "./feature";
import { atPosition } from "./params";
import type { Services } from "./services";
import { shownPlaces } from "./shownPlaces";
import { recordingsOf, targetAt } from "./target";

export const referencesFeature: Feature = {
  capabilities: () => ({ referencesProvider: true }),
  register({ connection, services, guard }) {
    connection.onReferences(
      guard.document("References", atPosition, (document, params) => references(services, document, params)),
    );
  },
};

export async function references(
  services: Services,
  document: TextDocument,
  { position, context }: ReferenceParams,
): Promise<Location[] | null> {
  const target = targetAt(services, document, position);
  if (!target) return null;
  const found = await shownPlaces(services, answersFirst(await recordingsOf(services, document, target)));
  if (!context.includeDeclaration || target.kind === "test") return [...found];
  const test = await findTest(services, target.testId, document.uri);
  return test ? [{ uri: test.uri, range: test.nameRange }, ...found] : [...found];
}
