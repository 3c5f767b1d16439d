/** What a file format says of its files: everything that is the same whatever format a recording came in asks by this. */
import type { Range } from "vscode-languageserver-types";
import type { HiddenText, SourceText } from "./sourceText";
import type { FieldDifference } from "./difference/fields";
import type { JsonPath, OffsetRange } from "./jsonPath";
import type { Lookup } from "./lookup";
import type { RequestNaming } from "./naming";
import type { Problem, Recording } from "./recording";

/** Paths have slashes and begin at the root, as far as they are known: the file's base name at least. */
export interface RecordingFormat {
  readonly id: string;
  /** As people say it. */
  readonly title: string;
  /** Whether a file is of this format; `head` is its first kilobyte, empty also where only a base name is known. Cheap, and right only together with the folder. */
  detect(path: string, head: string): boolean;
  /** The same at a glance, of files as the recorder writes them: thousands of one kind need not be shown to all other formats first. */
  isSurely?(path: string, head: string): boolean;
  /** The text in the format's notation. `before`: the same file before it was changed, of which what is still there need not be read again. Never throws. */
  parse(text: string, before?: SourceText): SourceText;
  /** What a parsed document holds, as far as it can be read. Never throws. */
  read(value: unknown, path: string): ReadDocument;
  /**
   * Where the recordings of a text stand and which tests made them, without reading what was recorded; undefined where only reading tells. `isWhole`:
   * the text is the file's, else its first kilobyte. Never throws.
   */
  outline?(path: string, text: string, isWhole: boolean): readonly RecordingOutline[] | undefined;
  /** The document as replay hands it out; absent where replay changes nothing. Never throws. */
  asReplayed?(value: unknown): unknown;
  /** The request hash, in hex digits, that a file's name carries; undefined where it carries none, or the format names files otherwise. */
  hashOfName(name: string): string | undefined;
  /** Fields of two requests that mean the same as JSON and still make different requests, such as numbers spelled otherwise. Never throws. */
  spellingDifferences(before: string, after: string): readonly FieldDifference[];
  /**
   * Of a format that can write a hidden body as text: the edits of the file after which replay hands out the same; undefined where there are none
   * for this one. Never throws.
   */
  decodeInFile?(source: SourceText, body: HiddenText): readonly OffsetEdit[] | undefined;
  /**
   * Of a format whose files hold lists of recordings: the fields of the root that are these lists, each with a part of every recording in it, as a
   * rule the one list with all of them. undefined for a value that has none. Never throws.
   */
  listsIn?(value: unknown): readonly string[] | undefined;
  /** Of files that are only named: what they are, as people say it. They are not checked. */
  notRead?(path: string, text: string): string;
  /** Of a format whose files begin with their test. */
  readonly quickTest?: QuickTest;
  /** Whether the path of a file, and not what is in it, leads to its test, as with pytest's plugins for VCR.py. */
  readonly isNamedByTest?: boolean;
  /** Of a format that names files by the hash of their request. */
  readonly naming?: RequestNaming;
  /** Of a format whose replay looks for recordings in folders. */
  readonly lookup?: Lookup;
}

/** A stretch of a file's text, in UTF-16 code units, and what comes in its place. */
export interface OffsetEdit extends OffsetRange {
  readonly newText: string;
}

/** The test id at the start of a text, and where its literal stands, quotes included. */
export interface FirstTestId {
  readonly testId: string;
  readonly literal: string;
  readonly range: Range;
}

/** Which test a file is of, without reading all of it: its first kilobyte will do. Never throws. */
export interface QuickTest {
  /** undefined where something else comes first, or nothing. */
  firstTestId(text: string): FirstTestId | undefined;
  /** The first test id in a text's beginning, wherever it stands there; undefined where there is none, or a broken one. */
  testIdAtStart(head: string): string | undefined;
}

/** A recording at a glance. */
export interface RecordingOutline {
  /** Where it stands, as in `ReadRecording`. */
  readonly path: JsonPath;
  readonly test: NamedTest | undefined;
}

/** The test that made a recording. */
export interface NamedTest {
  readonly testId: string;
  /** Where the text names it, quotes included, and how it is spelled there; absent where the file's path says which it is. */
  readonly place?: { readonly literal: string; readonly range: Range };
}

/** What a format finds in a document. */
export interface ReadDocument {
  /** In their order; one at `[]` where a file is a recording. */
  readonly recordings: readonly ReadRecording[];
  /** What is wrong with the file beside them. */
  readonly problems: readonly Problem[];
}

export interface ReadRecording {
  /** Where it stands: the pointer in its id. */
  readonly path: JsonPath;
  /** undefined for what is none at all. */
  readonly recording: Recording | undefined;
  readonly problems: readonly Problem[];
}
