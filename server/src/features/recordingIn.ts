/** Finds a recording in a document, by position or id. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Position } from "vscode-languageserver-types";
import type { Documents } from "../index/documents";
import type { RecordingSummary } from "../index/store/summary";
import { recordingAt, type RecordingDocument, type RecordingInDocument } from "../recording/recordingDocument";
import type { RecordingId } from "../recordingId";

/** The recording at a position, with credentials masked. In a file with one recording, that one at any position. */
export function shownAt(documents: Documents, document: TextDocument, position: Position): RecordingInDocument {
  return recordingAt(documents.masked(document), document.offsetAt(position));
}

/** The summary of the recording at a position. */
export function summaryAt(documents: Documents, document: TextDocument, position: Position): RecordingSummary {
  const all = documents.summaries(document);
  return all[shownAt(documents, document, position).index] ?? all[0];
}

/** The summary of the recording that an id names; for a file's own URI the first. undefined if the file has no such recording. */
export function summaryOf(documents: Documents, document: TextDocument, id: RecordingId): RecordingSummary | undefined {
  const all = documents.summaries(document);
  const at = id === document.uri ? 0 : documents.numbers(document).get(id);
  return at === undefined ? undefined : all[at];
}

/** The recording of a summary of this document, with credentials masked. */
export function shownOf(documents: Documents, document: TextDocument, { id }: RecordingSummary): RecordingInDocument {
  return numbered(documents.masked(document), documents.numbers(document).get(id));
}

/** A recording with its credentials, for code that does not show any of it. */
export function unmaskedOf(documents: Documents, document: TextDocument, { id }: RecordingSummary): RecordingInDocument {
  return numbered(documents.unmasked(document), documents.numbers(document).get(id));
}

const numbered = ({ recordings }: RecordingDocument, at = 0): RecordingInDocument => recordings[at] ?? recordings[0];
