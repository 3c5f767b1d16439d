/** Texts by URI: those open in the editor, with unsaved changes, or else those on disk. Parsed once per version. */
import { TextDocument } from "vscode-languageserver-textdocument";
import { isCompressed } from "../disk/gunzip";
import { Roots } from "../disk/roots";
import { withBytesOf } from "../disk/utf8";
import { parseTestModule, type TestModule } from "../pytest/testModule";
import { formats as knownFormats, type Formats } from "../formats/formats";
import { readDocument } from "../formats/readDocument";
import type { BodyDocument } from "./bodyDocument";
import type { RecordingDocument } from "../recording/recordingDocument";
import { pointerOf } from "../recording/document";
import { fileOf, recordingId, type RecordingId } from "../recordingId";
import type { RecordingSummary, Summaries } from "./store/summary";
import { maskedDocument } from "../rules/secrets/mask";
import { bodyOfUri, DecodedBodies } from "./decodedBodies";
import { LruCache } from "./store/lruCache";
import { withTest } from "./store/unpacked";
import { fileStamp, readText, type FileText } from "./scan/readText";
import { summarizeDocument } from "./scan/summarize";
import { isFile, pathOfUri, slashPath } from "./uris";

/** In UTF-16 code units: the total size of files on disk that are kept with their syntax trees. */
const cachedLength = 4 * 1024 * 1024;

interface Cached {
  readonly stamp: string;
  readonly document: TextDocument;
}

/** All URIs are normalized, including those of documents. */
export class Documents {
  readonly #open = new Map<string, TextDocument>();
  readonly #roots: () => readonly string[];
  readonly #bodies = new DecodedBodies();
  /** The stamps of files for documents that were read from disk. */
  readonly #stamps = new WeakMap<TextDocument, string>();
  readonly #onDisk = new LruCache<Cached>(cachedLength, ({ document }) => document.getText().length);

  /** Returns the first test that a file (URI) belongs to by its path. */
  testOf: (uri: string) => string | undefined = () => undefined;

  /** Open documents whose files contain invalid UTF-8, which editors do not show. */
  readonly #withBytes = new WeakMap<TextDocument, { readonly version: number; readonly text: string }>();

  readonly #versionOf = (document: TextDocument): string =>
    `${document.version} ${this.#bytesIn(document) === undefined ? "" : "bytes"} ${this.testOf(document.uri) ?? ""}`;

  /** Parses the recordings of a document; never throws. Only for code that does not show recorded text. */
  readonly unmasked = (document: TextDocument): RecordingDocument => this.bodyIn(document) ?? this.#read(document);

  readonly #read: (document: TextDocument) => RecordingDocument = perVersion(
    (document, before) => this.read(document.uri, this.#bytesIn(document) ?? document.getText(), before),
    this.#versionOf,
  );

  /** Parses the recordings of a document for display, with credentials masked. */
  readonly masked = (document: TextDocument): RecordingDocument => {
    const body = this.bodyIn(document);
    return body === undefined ? this.#masked(document) : maskedDocument(body);
  };

  readonly #masked: (document: TextDocument) => RecordingDocument = perVersion(
    (document) => maskedDocument(this.unmasked(document)),
    this.#versionOf,
  );

  /** Returns what is already known about the recordings in a document read from disk; by default nothing. */
  known: (document: TextDocument) => Summaries | undefined = () => undefined;

  /** The summaries of a document's recordings, in the order of `recordings`. */
  readonly summaries: (document: TextDocument) => Summaries = perVersion(
    (document) => this.known(document) ?? summarizeDocument(this.unmasked(document), document),
    this.#versionOf,
  );

  /** The index of each recording in a document, by id. */
  readonly numbers: (document: TextDocument) => ReadonlyMap<RecordingId, number> = perVersion((document) => {
    const ids = this.unmasked(document).recordings.map(({ path }) => recordingId(document.uri, pointerOf(path)));
    return new Map(ids.map((id, number) => [id, number]));
  });

  /** The tests in a document that is a test module. */
  readonly testModule: (document: TextDocument) => TestModule = perVersion((document) => parseTestModule(document.getText()));

  /** `roots` returns the folders (paths) that links may currently lead into. */
  constructor(
    roots: () => readonly string[] = () => [],
    readonly formats: Formats = knownFormats,
  ) {
    this.#roots = roots;
  }

  /** The summaries without the test that the file's path belongs to: only what the document itself contains. */
  ownSummaries(document: TextDocument): readonly RecordingSummary[] {
    const testId = this.testOf(document.uri);
    const summaries = this.summaries(document);
    if (testId === undefined) return summaries;
    return summaries.map((each) => (each.testId === testId ? withTest(each, undefined) : each));
  }

  /** Parses a present or former text of a file (URI); `before` is the result for its previous version. Never throws. */
  read(uri: string, text: string, before?: RecordingDocument): RecordingDocument {
    return readDocument(slashPath(uri), text, this.formats, { testId: this.testOf(uri), before });
  }

  open(document: TextDocument): void {
    // Editors show the raw bytes of compressed files.
    if (isCompressed(document.uri)) return;
    this.#open.set(document.uri, document);
  }

  close(uri: string): void {
    this.#open.delete(uri);
  }

  isOpen(uri: string): boolean {
    return this.#open.has(uri);
  }

  /**
   * Checks whether an open document shows U+FFFD for invalid bytes of its file. If so, it is parsed with these bytes from now on, until it changes.
   * Never rejects.
   */
  async findBytes(document: TextDocument): Promise<boolean> {
    const { uri, version } = document;
    const shown = document.getText();
    const saved = shown.includes("\uFFFD") ? await this.getSaved(uri) : undefined;
    const text = saved === undefined ? undefined : withBytesOf(saved, shown);
    if (text === undefined || document.version !== version) return false;
    this.#withBytes.set(document, { version, text });
    return true;
  }

  #bytesIn(document: TextDocument): string | undefined {
    const known = this.#withBytes.get(document);
    return known?.version === document.version ? known.text : undefined;
  }

  /** The document open in the editor; undefined for a file that is only on disk. */
  getOpen(uri: string): TextDocument | undefined {
    return this.#open.get(uri);
  }

  allOpen(): readonly TextDocument[] {
    return [...this.#open.values()];
  }

  /**
   * The body that a document shows decoded; undefined for other documents, and if the file has changed since. Uses the version of the file from when
   * the document was last requested (`get`).
   */
  bodyIn(document: TextDocument): BodyDocument | undefined {
    const file = this.#bodies.fileOf(document);
    const id = file && bodyOfUri(document.uri)?.id;
    if (file === undefined || id === undefined) return undefined;
    const number = id === file.uri ? 0 : this.numbers(file).get(id);
    return number === undefined ? undefined : this.#bodies.in(this.unmasked(file), number, document);
  }

  /** The saved text, even if the editor has changes; undefined if the file is not readable. Never rejects. */
  async getSaved(uri: string): Promise<string | undefined> {
    const file = await this.readSaved(uri);
    return file.kind === "text" ? file.text : undefined;
  }

  /** The same, with the reason if it is not readable. */
  async readSaved(uri: string): Promise<FileText> {
    return isFile(uri) ? readText(pathOfUri(uri), new Roots(this.#roots())) : { kind: "gone" };
  }

  /** The stamp of the file when a document was read from it; undefined for open documents. */
  stampOf(document: TextDocument): string | undefined {
    return this.#stamps.get(document);
  }

  /** undefined if it is neither open nor a readable file. Never rejects. */
  async get(uri: string): Promise<TextDocument | undefined> {
    const open = this.#open.get(uri);
    const body = open && bodyOfUri(uri);
    if (body) this.#bodies.follow(open, await this.get(fileOf(body.id)));
    return open ?? (isFile(uri) ? this.#readFile(uri) : undefined);
  }

  async #readFile(uri: string): Promise<TextDocument | undefined> {
    const path = pathOfUri(uri);
    const cached = this.#onDisk.get(uri);
    if (cached && cached.stamp === (await fileStamp(path))) return cached.document;
    const file = await readText(path, new Roots(this.#roots()));
    if (file.kind !== "text") return undefined;
    const document = TextDocument.create(uri, uri.endsWith(".py") ? "python" : "json", 0, file.text);
    this.#onDisk.set(uri, { stamp: file.stamp, document });
    this.#stamps.set(document, file.stamp);
    return document;
  }
}

/** Computes a value once per version of a document, given the value for the previous version; freed with the document. */
function perVersion<T>(
  make: (document: TextDocument, before: T | undefined) => T,
  versionOf: (document: TextDocument) => unknown = ({ version }) => version,
): (document: TextDocument) => T {
  const made = new WeakMap<TextDocument, { readonly version: unknown; readonly value: T }>();
  return (document) => {
    const version = versionOf(document);
    const known = made.get(document);
    if (known && known.version === version) return known.value;
    const value = make(document, known?.value);
    made.set(document, { version, value });
    return value;
  };
}
