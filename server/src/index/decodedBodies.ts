/** Documents that show a body of a recording decoded. Their URI identifies the body; the file that contains it may be open, or only on disk. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { URI } from "vscode-uri";
import { bodyOwners, bodyScheme, type BodyOf } from "../protocol";
import { bodyDocument, type BodyDocument } from "./bodyDocument";
import { hiddenBodies } from "../recording/hiddenBodies";
import type { RecordingDocument } from "../recording/recordingDocument";
import { fileOf, type RecordingId } from "../recordingId";

/** Identifies a body of a recording. */
export interface BodyId {
  readonly id: RecordingId;
  readonly of: BodyOf;
}

/** The body that a document (URI) shows decoded; undefined for other documents. */
export function bodyOfUri(uri: string): BodyId | undefined {
  if (!uri.startsWith(`${bodyScheme}:`)) return undefined;
  try {
    const { id, of } = JSON.parse(URI.parse(uri).query) as Partial<BodyId>;
    return typeof id === "string" && bodyOwners.some((each) => each === of) ? ({ id, of } as BodyId) : undefined;
  } catch {
    return undefined;
  }
}

/** The file (URI) that a document shows, in whole or as a decoded body. */
export const shownFile = (uri: string): string => fileOf(bodyOfUri(uri)?.id ?? uri);

export class DecodedBodies {
  readonly #files = new WeakMap<TextDocument, TextDocument>();
  readonly #made = new WeakMap<RecordingDocument, Map<string, BodyDocument | undefined>>();

  /** Sets the current version of the file whose body a document shows. */
  follow(document: TextDocument, file: TextDocument | undefined): void {
    if (file === undefined) this.#files.delete(document);
    else this.#files.set(document, file);
  }

  /** The version of the file that was last set for a document with a decoded body. */
  fileOf(document: TextDocument): TextDocument | undefined {
    return this.#files.get(document);
  }

  /** The body with this index that a document shows; undefined if the file has changed since. */
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
  // Editors use one kind of line break in a text, and drop byte order marks.
  const text = document.getText();
  return body && plain(body.text) === plain(text) ? bodyDocument(recording, { ...body, text }) : undefined;
}

const plain = (text: string): string => text.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
