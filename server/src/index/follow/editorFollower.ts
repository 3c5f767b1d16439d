/** Follows what editors open, edit and close, which takes precedence over the disk. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Documents } from "../documents";
import { Batch } from "../scan/batch";
import type { SourceFollower } from "./sourceFollower";
import type { RecordingIndex } from "../store/recordingIndex";

export class EditorFollower {
  readonly #index: RecordingIndex;
  readonly #documents: Documents;
  readonly #sources: SourceFollower;
  readonly #isRecording: (document: TextDocument) => boolean;
  readonly #edited = new Batch<string>(150, (uris) => this.takeIn(uris));

  /** `isRecording` returns whether a document contains recordings according to the current settings. */
  constructor(
    index: RecordingIndex,
    documents: Documents,
    sources: SourceFollower,
    isRecording: (document: TextDocument) => boolean,
  ) {
    this.#index = index;
    this.#documents = documents;
    this.#sources = sources;
    this.#isRecording = isRecording;
  }

  open(document: TextDocument): void {
    this.#documents.open(document);
    this.takeIn([document.uri]);
  }

  edited(document: TextDocument): void {
    this.#edited.add(document.uri, document.uri);
  }

  close(uri: string): void {
    this.#documents.close(uri);
    this.#sources.changed([uri]);
  }

  /** Adds the present text of these files (URIs) in editors to the index. A document that was closed and opened again is a different object. */
  takeIn(uris: readonly string[]): void {
    const open = uris.flatMap((uri) => this.#documents.getOpen(uri) ?? []);
    const recordings = open.filter((document) => this.#isRecording(document));
    this.#index.update(recordings.flatMap((document) => this.#documents.ownSummaries(document)));
    const others = open.filter((document) => !recordings.includes(document)).map(({ uri }) => uri);
    this.#index.remove(others.filter((uri) => this.#index.storedFile(uri) !== undefined));
    this.#sources.changed(uris);
    for (const document of recordings) void this.#takeInBytes(document);
  }

  dispose(): void {
    this.#edited.dispose();
  }

  async #takeInBytes(document: TextDocument): Promise<void> {
    const isFound = await this.#documents.findBytes(document);
    const isSame = this.#documents.getOpen(document.uri) === document;
    if (isFound && isSame) this.#index.update(this.#documents.ownSummaries(document));
  }
}
