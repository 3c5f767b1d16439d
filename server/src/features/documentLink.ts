/**
 * Document links: from node ids in prose, logs and YAML, and from a recording's test id, to the test's line; from cassette names in Python code to
 * the cassettes.
 */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { CancellationToken } from "vscode-languageserver/node";
import type { DocumentLink, Range } from "vscode-languageserver-types";
import { rangeIn } from "../index/positions";
import { findNodeIds } from "../pytest/nodeId";
import { namedCassettes } from "./cassetteLinks";
import { findTest } from "./findTest";
import type { Feature } from "./feature";
import { aboutDocument } from "./params";
import type { Services } from "./services";

/** A log may contain very many ids; hover and definition also work for further ones. */
const maxLinks = 1000;

interface Mention {
  readonly testId: string;
  readonly range: Range;
}

export const documentLinkFeature: Feature = {
  capabilities: () => ({ documentLinkProvider: {} }),
  register({ connection, services, guard }) {
    connection.onDocumentLinks(
      guard.document("Links", aboutDocument, (document, _, token) => documentLinks(services, document, token)),
    );
  },
};

/** No link if there is no such test. */
export async function documentLinks(
  services: Services,
  document: TextDocument,
  token: CancellationToken,
): Promise<DocumentLink[]> {
  if (document.uri.endsWith(".py")) return cassettesIn(services, document);
  const targets = new Map<string, string | undefined>();
  const links: DocumentLink[] = [];
  for (const { testId, range } of mentions(services, document)) {
    if (token.isCancellationRequested) return [];
    if (!targets.has(testId)) targets.set(testId, await targetOf(services, testId, document.uri));
    const target = targets.get(testId);
    if (target !== undefined) links.push({ range, target, tooltip: "Go to test" });
  }
  return links;
}

function cassettesIn(services: Services, document: TextDocument): DocumentLink[] {
  const named = namedCassettes(services, document).slice(0, maxLinks);
  return named.map(({ range, uri }) => ({ range: rangeIn(document, range), target: uri, tooltip: "Open cassette" }));
}

function mentions({ workspace }: Services, document: TextDocument): readonly Mention[] {
  if (workspace.isRecording(document)) {
    const all = workspace.documents.summaries(document).slice(0, maxLinks);
    return all.flatMap(({ testId, testIdRange: range }) => (testId === undefined || isEmpty(range) ? [] : [{ testId, range }]));
  }
  // Other JSON, and Python code, contain too much that only looks like a node id; hover and definition work there.
  if (!["markdown", "yaml", "log", "plaintext"].includes(document.languageId)) return [];
  const found = findNodeIds(document.getText()).slice(0, maxLinks);
  return found.map((each) => ({ testId: each.text, range: rangeIn(document, each) }));
}

/** The empty range of a test that the file's path names. */
const isEmpty = ({ start, end }: Range): boolean => start.line === end.line && start.character === end.character;

async function targetOf(services: Services, testId: string, from: string): Promise<string | undefined> {
  const found = await findTest(services, testId, from);
  return found && `${found.uri}#L${found.nameRange.start.line + 1}`;
}
