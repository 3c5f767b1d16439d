/** Documents that show a body of a recording decoded. Which body it is stands in their URI; the file that holds it may be open, or on disk alone. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { URI } from "vscode-uri";
import { bodyOwners, bodyScheme, type BodyOf } from "../protocol";
import { bodyDocument, type BodyDocument } from "./bodyDocument";
import { hiddenBodies } from "../recording/hiddenBodies";
import type { RecordingDocument } from "../recording/recordingDocument";
import { fileOf, type RecordingId } from "../recordingId";

/** A body of a recording. */
export interface BodyId {
  readonly id: RecordingId;
  readonly of: BodyOf;
}

/** The body that a document (URI) shows decoded; undefined for every other document. */
export function bodyOfUri(uri: string): BodyId | undefined {
  if (!uri.startsWith(`${bodyScheme}:`)) return undefined;
  try {
    const { id, of } = JSON.parse(URI.parse(uri).query) as Partial<BodyId>;
    return typeof id === "string" && bodyOwners.some((each) => each === of) ? ({ id, of } as BodyId) : undefined;
  } catch {
    return undefined;
  }
}

/** The file (URI) that a document shows, or shows a body of. */
export const shownFile = (uri: string): string => fileOf(bodyOfUri(uri)?.id ?? uri);

export class DecodedBodies {
  readonly #files = new WeakMap<TextDocument, TextDocument>();
  readonly #made = new WeakMap<RecordingDocument, Map<string, BodyDocument | undefined>>();

  /** The file of a document is this one, as it stands now. */
  follow(document: TextDocument, file: TextDocument | undefined): void {
    if (file === undefined) this.#files.delete(document);
    else this.#files.set(document, file);
  }

  /** The file of a document that shows a decoded body, as it was followed last. */
  fileOf(document: TextDocument): TextDocument | undefined {
    return this.#files.get(document);
  }

  /** The body of this number that a document shows, in its file; undefined where the file says something else by now. */
  in(file: RecordingDocument, number: number, document: TextDocument): BodyDocument | undefined {
    const made = this.#made.get(file) ?? new Map<string, BodyDocument | undefined>();
    this.#made.set(file, made);
    const key = `${document.uri} ${document.version}`;
    if (!made.has(key)) made.set(key, make(file, number, document));
    return made.get(key);
  }
}

function make(file: RecordingDocument, number: number, document: TextDocument): BodyDocument | undefined {
  const recording = file.recordings[number];
  const of = bodyOfUri(document.uri)?.of;
  const body = recording && hiddenBodies(recording).find((each) => each.of === of);
  // Editors have one kind of line break in a text, and no byte order mark.
  const text = document.getText();
  return body && plain(body.text) === plain(text) ? bodyDocument(recording, { ...body, text }) : undefined;
}

const plain = (text: string): string => text.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
