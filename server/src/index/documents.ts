/** Texts by URI: what the editor has open, unsaved changes included, else what is on disk. Parsed once per version. */
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

/** UTF-16 code units of files on disk that are kept with their trees. */
const cachedLength = 4 * 1024 * 1024;

interface Cached {
  readonly stamp: string;
  readonly document: TextDocument;
}

/** URIs are normalized, those of the documents too. */
export class Documents {
  readonly #open = new Map<string, TextDocument>();
  readonly #roots: () => readonly string[];
  readonly #bodies = new DecodedBodies();
  /** Of documents that were read from disk: the stamps of their files. */
  readonly #stamps = new WeakMap<TextDocument, string>();
  readonly #onDisk = new LruCache<Cached>(cachedLength, ({ document }) => document.getText().length);

  /** The first of the tests that a file (URI) belongs to by its path. */
  testOf: (uri: string) => string | undefined = () => undefined;

  /** Of open documents those with bytes that are not UTF-8, which their editors do not show. */
  readonly #withBytes = new WeakMap<TextDocument, { readonly version: number; readonly text: string }>();

  readonly #versionOf = (document: TextDocument): string =>
    `${document.version} ${this.#bytesIn(document) === undefined ? "" : "bytes"} ${this.testOf(document.uri) ?? ""}`;

  /** The recordings in a document as they are, read as far as they can be; never throws. For what looks into them and shows nothing of them. */
  readonly unmasked = (document: TextDocument): RecordingDocument => this.bodyIn(document) ?? this.#read(document);

  readonly #read: (document: TextDocument) => RecordingDocument = perVersion(
    (document, before) => this.read(document.uri, this.#bytesIn(document) ?? document.getText(), before),
    this.#versionOf,
  );

  /** The recordings in a document to be shown: with masks for credentials. */
  readonly masked = (document: TextDocument): RecordingDocument => {
    const body = this.bodyIn(document);
    return body === undefined ? this.#masked(document) : maskedDocument(body);
  };

  readonly #masked: (document: TextDocument) => RecordingDocument = perVersion(
    (document) => maskedDocument(this.unmasked(document)),
    this.#versionOf,
  );

  /** What is known already of the recordings in a document that was read from disk; by default nothing. */
  known: (document: TextDocument) => Summaries | undefined = () => undefined;

  /** What the index keeps of the recordings in a document, in the order of `recordings`. */
  readonly summaries: (document: TextDocument) => Summaries = perVersion(
    (document) => this.known(document) ?? summarizeDocument(this.unmasked(document), document),
    this.#versionOf,
  );

  /** Of each recording in a document its number, by id. */
  readonly numbers: (document: TextDocument) => ReadonlyMap<RecordingId, number> = perVersion((document) => {
    const ids = this.unmasked(document).recordings.map(({ path }) => recordingId(document.uri, pointerOf(path)));
    return new Map(ids.map((id, number) => [id, number]));
  });

  /** The tests in a document that is a test module. */
  readonly testModule: (document: TextDocument) => TestModule = perVersion((document) => parseTestModule(document.getText()));

  /** `roots` gives the folders (paths) that links may lead into, at the moment. */
  constructor(
    roots: () => readonly string[] = () => [],
    readonly formats: Formats = knownFormats,
  ) {
    this.#roots = roots;
  }

  /** The same without the test that the file's path leads to: what the document itself says. */
  ownSummaries(document: TextDocument): readonly RecordingSummary[] {
    const testId = this.testOf(document.uri);
    const summaries = this.summaries(document);
    if (testId === undefined) return summaries;
    return summaries.map((each) => (each.testId === testId ? withTest(each, undefined) : each));
  }

  /** A text that a file (URI) has or had; `before` is what was read before it changed. Never throws. */
  read(uri: string, text: string, before?: RecordingDocument): RecordingDocument {
    return readDocument(slashPath(uri), text, this.formats, { testId: this.testOf(uri), before });
  }

  open(document: TextDocument): void {
    // What editors show of these is their bytes.
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
   * Whether an open document shows U+FFFD for bytes of its file that are not UTF-8: from now on, and until it changes, it is read with these bytes.
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

  /** What the editor has open; undefined for a file that is only on disk. */
  getOpen(uri: string): TextDocument | undefined {
    return this.#open.get(uri);
  }

  allOpen(): readonly TextDocument[] {
    return [...this.#open.values()];
  }

  /**
   * The body that a document shows decoded; undefined for any other document, and where the file says something else by now. As the file was when
   * the document was asked for (`get`) last.
   */
  bodyIn(document: TextDocument): BodyDocument | undefined {
    const file = this.#bodies.fileOf(document);
    const id = file && bodyOfUri(document.uri)?.id;
    if (file === undefined || id === undefined) return undefined;
    const number = id === file.uri ? 0 : this.numbers(file).get(id);
    return number === undefined ? undefined : this.#bodies.in(this.unmasked(file), number, document);
  }

  /** What is saved, whatever the editor has open; undefined when it is no readable file. Never rejects. */
  async getSaved(uri: string): Promise<string | undefined> {
    const file = await this.readSaved(uri);
    return file.kind === "text" ? file.text : undefined;
  }

  /** The same, and why not. */
  async readSaved(uri: string): Promise<FileText> {
    return isFile(uri) ? readText(pathOfUri(uri), new Roots(this.#roots())) : { kind: "gone" };
  }

  /** Of the file that a document was read from, as it was then; undefined for what an editor has open. */
  stampOf(document: TextDocument): string | undefined {
    return this.#stamps.get(document);
  }

  /** undefined when it is neither open nor a readable file. Never rejects. */
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

/** Makes a value once per version of a document, from that of the version before; it goes when the document goes. */
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
