/** References: the recordings of a test, each where it names the test. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { ReferenceParams } from "vscode-languageserver/node";
import type { Location } from "vscode-languageserver-types";
import { findTest } from "./findTest";
import type { Services } from "./services";
import { recordingsOf, targetAt } from "./target";

export async function references(
  services: Services,
  document: TextDocument,
  { position, context }: ReferenceParams,
): Promise<Location[] | null> {
  const target = targetAt(services, document, position);
  if (!target) return null;
  const recordings = await recordingsOf(services, document, target);
  const found = recordings.map(({ uri, testIdRange }) => ({ uri, range: testIdRange }));
  if (!context.includeDeclaration || target.kind === "test") return found;
  const test = await findTest(services, target.testId, document.uri);
  return test ? [{ uri: test.uri, range: test.nameRange }, ...found] : found;
}
