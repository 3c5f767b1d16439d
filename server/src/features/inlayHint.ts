/** Inlay hints in recordings: the number of each chunk of a stream, and what it adds. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { InlayHint, Position, Range } from "vscode-languageserver-types";
import { shownFile } from "../index/decodedBodies";
import type { OffsetRange } from "../recording/document";
import { printable, shorten } from "../recording/json";
import type { ChunkNote } from "../recording/reassembled";
import { recordingAt, type RecordingInDocument } from "../recording/recordingDocument";
import type { Chunk } from "../recording/recording";
import { hiddenAround } from "../recording/sourceText";
import { chunkHover } from "./chunkHover";
import { shownAt } from "./recordingIn";
import type { Feature } from "./feature";
import { anyObject, inRange } from "./params";
import type { Services } from "./services";

/** In UTF-16 code units. In a larger file computing the ranges takes noticeable time, and nobody reads it chunk by chunk. */
const maxLength = 8 * 1024 * 1024;

/** For the tooltip, which is computed when the user points at the hint. */
interface HintData {
  readonly uri: string;
  /** A position in the chunk. */
  readonly position: Position;
}

export const inlayHintFeature: Feature = {
  capabilities: () => ({ inlayHintProvider: { resolveProvider: true } }),
  register({ connection, services, guard }) {
    const { inlayHint } = connection.languages;
    const unresolved = (hint: InlayHint) => hint;
    inlayHint.on(guard.document("Inlay hints", inRange, (document, { range }) => inlayHints(services, document, range)));
    inlayHint.resolve(guard.request("Inlay hint", anyObject, (hint) => resolveInlayHint(services, hint), unresolved));
  },
};

/** Hints for the chunks that start in the range; none if hints are off, for a response that is not a stream, and for a huge file. */
export function inlayHints(services: Services, document: TextDocument, range: Range): InlayHint[] {
  const { documents, folders } = services.workspace;
  if (!services.workspace.showsRecording(document)) return [];
  if (!folders.settingsFor(shownFile(document.uri)).inlayHints.enabled) return [];
  if (document.getText().length > maxLength) return [];
  const wanted = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  const shown = documents.masked(document);
  const [first, last] = [recordingAt(shown, wanted.start), recordingAt(shown, wanted.end)];
  return shown.recordings.slice(first.index, last.index + 1).flatMap((file) => hintsIn(file, document, wanted));
}

function hintsIn(file: RecordingInDocument, document: TextDocument, wanted: OffsetRange): InlayHint[] {
  if (!isStream(file) || isHidden(file)) return [];
  return placedIn(file, wanted).map(({ chunk, place }) => {
    const note = file.reassembled.notes[chunk.index];
    // After an object's opening bracket, which stays visible when the chunk is folded; after a line of text.
    const position = document.positionAt(typeof chunk.data === "string" ? place.end : place.start + 1);
    const data: HintData = { uri: document.uri, position: document.positionAt(place.start + 1) };
    return { position, label: labelOf(chunk, note), paddingLeft: true, data };
  });
}

/** The tooltip: the answer as the client saw it when this chunk arrived. */
export async function resolveInlayHint({ workspace, client }: Services, hint: InlayHint): Promise<InlayHint> {
  if (!isHintData(hint.data)) return hint;
  const document = await workspace.documents.get(hint.data.uri);
  const found = document && tooltipOf({ workspace, client }, document, hint.data.position);
  return found ? { ...hint, tooltip: { kind: client.markdown ? "markdown" : "plaintext", value: found.text } } : hint;
}

function tooltipOf({ workspace: { documents }, client }: Services, document: TextDocument, position: Position) {
  return chunkHover(client, shownAt(documents, document, position), document.offsetAt(position));
}

/** A file that breaks off in its chunks may lack the field that says it is a stream. */
function isStream({ recording, reassembled, document: { source } }: RecordingInDocument): boolean {
  return reassembled.streaming || (source.problem !== undefined && typeof recording?.chunks[0]?.path.at(-1) === "number");
}

/** The chunks of a compressed body all have the same range. */
function isHidden({ recording, document: { source } }: RecordingInDocument): boolean {
  return recording !== undefined && hiddenAround(source, recording.response.bodyPath) !== undefined;
}

interface Placed {
  readonly chunk: Chunk;
  readonly place: OffsetRange;
}

/** Chunks are in order, so the first one is found by binary search. */
function placedIn(file: RecordingInDocument, { start, end }: OffsetRange): readonly Placed[] {
  const chunks = file.recording?.chunks ?? [];
  const placeOf = (index: number) => file.document.source.rangeOf(chunks[index] ?? file);
  let [low, high] = [0, chunks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (placeOf(middle).start < start) low = middle + 1;
    else high = middle;
  }
  const placed: Placed[] = [];
  for (const chunk of chunks.slice(low)) {
    const place = file.document.source.rangeOf(chunk);
    if (place.start > end) break;
    placed.push({ chunk, place });
  }
  return placed;
}

/** "12 · text “ the”" */
function labelOf(chunk: Chunk, note: ChunkNote | undefined): string {
  const number = String(chunk.index + 1);
  if (note === undefined || (note.kind === "empty" && typeof chunk.data === "string")) return number;
  return `${number} · ${[note.kind, ...quoted(note.adds)].join(" ")}`;
}

function quoted(text: string): string[] {
  if (text === "") return [];
  const shown = shorten(
    text
      .slice(0, 200)
      .replace(/\r\n|\r|\n/g, "↵")
      .replaceAll("\t", "⇥"),
    40,
  );
  return [`“${printable(shown)}”`];
}

function isHintData(data: unknown): data is HintData {
  return typeof data === "object" && data !== null && "uri" in data && typeof data.uri === "string" && "position" in data;
}
