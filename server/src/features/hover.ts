/** Hover: the recordings of a test at its name or node id, and what a chunk adds. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Hover, Position } from "vscode-languageserver-types";
import { rangeIn } from "../index/positions";
import type { RecordingSummary } from "../index/store/summary";
import { chunkAt } from "../recording/recording";
import { chunkHover } from "./chunkHover";
import { hashAt } from "./hashAt";
import { modelUnionText } from "./modelUnion";
import { joined, prose, shortenMiddle, shown, strong, type Markdown } from "./markdown";
import { answersFirst } from "./recordingLists";
import { countOf, maxRows, recordingTable } from "./recordingTable";
import { maskSecrets } from "../rules/secrets/mask";
import { writtenId } from "../pytest/writtenId";
import { shownAt, summaryAt } from "./recordingIn";
import type { Feature } from "./feature";
import { atPosition } from "./params";
import type { Services } from "./services";
import { recordingsOf, targetAt, type Target } from "./target";
import { toldApart } from "./toldApart";
import { describeTurn, turnIn } from "./turns";

export const hoverFeature: Feature = {
  capabilities: () => ({ hoverProvider: true }),
  register({ connection, services, guard }) {
    connection.onHover(guard.document("Hover", atPosition, (document, { position }) => hover(services, document, position)));
  },
};

export async function hover(services: Services, document: TextDocument, position: Position): Promise<Hover | null> {
  return (
    (await testHover(services, document, position)) ??
    (await hashHover(services, document, position)) ??
    chunk(services, document, position) ??
    models(services, document, position)
  );
}

async function testHover(services: Services, document: TextDocument, position: Position): Promise<Hover | undefined> {
  const target = targetAt(services, document, position);
  if (!target) return undefined;
  const recordings = await recordingsOf(services, document, target);
  if (recordings.length > 0) {
    const title = prose`${strong(services.client, countOf(recordings.length, "recording"))} of ${nameOf(services, target)}`;
    const parts = [
      await tableOf(services, title, recordings, { uri: document.uri, position }),
      ...turn(services, document, position),
    ];
    return asHover(services, joined(parts, "\n\n"), target);
  }
  // A test without recordings is ordinary; only for a node id may the reason be that recordings are not read yet.
  if (target.kind === "test" || services.workspace.listed) return undefined;
  return asHover(services, prose`Recordings are still being read.`, target);
}

async function hashHover(services: Services, document: TextDocument, position: Position): Promise<Hover | undefined> {
  const found = hashAt(services, document, position);
  const recordings = await services.workspace.complete(
    () => (found ? services.workspace.index.byHash(found.hash) : []),
    (recordings) => recordings,
  );
  // In a recording, `rec-…` is the request of the file itself.
  const others = recordings.filter(({ uri }) => uri !== document.uri);
  if (!found || others.length === 0) return undefined;
  const { client } = services;
  const title = prose`${strong(client, countOf(others.length, "recording"))} of request ${shown(client, found.hash.slice(0, 12))}`;
  return asHover(services, await tableOf(services, title, others, { uri: document.uri, position }), found);
}

/** Distinguishes only the rows that are shown, because that reads their files. */
async function tableOf(
  services: Services,
  title: Markdown,
  recordings: readonly RecordingSummary[],
  at: { readonly uri: string; readonly position: Position },
): Promise<Markdown> {
  const sorted = answersFirst(recordings);
  const told = await toldApart(services, sorted.slice(0, maxRows));
  return recordingTable(services.client, title, [...told, ...sorted.slice(maxRows)], at);
}

function chunk(services: Services, document: TextDocument, position: Position): Hover | null {
  const { workspace } = services;
  if (!workspace.showsRecording(document)) return null;
  const { documents } = workspace;
  const found = chunkHover(services.client, shownAt(documents, document, position), document.offsetAt(position));
  if (!found) return null;
  return asHover(services, found.text, { range: rangeIn(document, found.range) });
}

/** A recording's position in the conversation. */
function turn({ client, workspace }: Services, document: TextDocument, position: Position): readonly Markdown[] {
  if (!workspace.isRecording(document)) return [];
  const found = turnIn(workspace.index, summaryAt(workspace.documents, document, position));
  return found ? [describeTurn(client, found)] : [];
}

/** Anywhere in a model list: what replay makes from it and its siblings. */
async function models(services: Services, document: TextDocument, position: Position): Promise<Hover | null> {
  const { workspace } = services;
  if (!workspace.isRecording(document)) return null;
  const { documents } = workspace;
  const file = shownAt(documents, document, position);
  const { format, source } = file.document;
  const path = format.lookup?.listedModels(file) && source.placeAt(document.offsetAt(position))?.path;
  if (!path || path.length === 0) return null;
  const text = await modelUnionText(services, document.uri);
  const place = (file.recording && chunkAt(file.recording, { path })?.path) ?? path.slice(0, 1);
  return text === undefined ? null : asHover(services, text, { range: rangeIn(document, source.rangeOf({ path: place })) });
}

function nameOf({ client }: Services, target: Target): Markdown {
  return shown(
    client,
    shortenMiddle(target.kind === "test" ? target.names.join("::") : writtenId(maskSecrets(target.testId)), 200),
  );
}

function asHover({ client }: Services, value: Markdown, { range }: Pick<Target, "range">): Hover {
  return { contents: { kind: client.markdown ? "markdown" : "plaintext", value }, range };
}
