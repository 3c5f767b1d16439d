/** The interface of a file format: code that is independent of formats uses it. */
import type { Range } from "vscode-languageserver-types";
import type { HiddenText, SourceText } from "./sourceText";
import type { FieldDifference } from "./difference/fields";
import type { JsonPath, OffsetRange } from "./jsonPath";
import type { Lookup } from "./lookup";
import type { RequestNaming } from "./naming";
import type { Problem, Recording } from "./recording";

/** Paths have forward slashes and start at the root, as far as they are known: at least the file's base name. */
export interface RecordingFormat {
  readonly id: string;
  /** The format's name for users. */
  readonly title: string;
  /**
   * Whether a file has this format. `head` is its first kilobyte, empty if only a base name is known. Cheap; only reliable together with the folder.
   */
  detect(path: string, head: string): boolean;
  /** A quick check for files as the recorder writes them, so that thousands of one kind need not be shown to all other formats first. */
  isSurely?(path: string, head: string): boolean;
  /**
   * Parses the text in the format's notation. `before` is the file's previous version, whose unchanged parts need not be read again. Never throws.
   */
  parse(text: string, before?: SourceText): SourceText;
  /** Reads the content of a parsed document, as far as possible. Never throws. */
  read(value: unknown, path: string): ReadDocument;
  /**
   * Finds a text's recordings and their tests without reading what was recorded; undefined if only reading tells. If `isWhole` is false, the text is
   * only the first kilobyte of the file. Never throws.
   */
  outline?(path: string, text: string, isWhole: boolean): readonly RecordingOutline[] | undefined;
  /** The document as replay serves it; absent if replay changes nothing. Never throws. */
  asReplayed?(value: unknown): unknown;
  /** The request hash in a file's name, in hex digits; undefined if there is none, or the format names files differently. */
  hashOfName(name: string): string | undefined;
  /** Fields of two requests that are equal as JSON but still make different requests, such as numbers in another spelling. Never throws. */
  spellingDifferences(before: string, after: string): readonly FieldDifference[];
  /**
   * For formats that can write a hidden body as text: edits of the file that replay does not notice; undefined if there are none
   * for this body. Never throws.
   */
  decodeInFile?(source: SourceText, body: HiddenText): readonly OffsetEdit[] | undefined;
  /**
   * For formats whose files are lists of recordings: the root's fields with these lists, each with a part of every recording; usually it is a single
   * list. undefined if the value has none. Never throws.
   */
  listsIn?(value: unknown): readonly string[] | undefined;
  /** For files that are only identified and not checked: what they are, for users. */
  notRead?(path: string, text: string): string;
  /** For formats whose files start with their test. */
  readonly quickTest?: QuickTest;
  /** Whether a file's path, and not its content, tells its test, as with pytest's plugins for VCR.py. */
  readonly isNamedByTest?: boolean;
  /** For formats that name files by the hash of their request. */
  readonly naming?: RequestNaming;
  /** For formats whose replay searches folders for recordings. */
  readonly lookup?: Lookup;
}

/** A range of a file's text, in UTF-16 code units, and its replacement. */
export interface OffsetEdit extends OffsetRange {
  readonly newText: string;
}

/** The test id at the start of a text, and the range of its literal with quotes. */
export interface FirstTestId {
  readonly testId: string;
  readonly literal: string;
  readonly range: Range;
}

/** Reads a file's test from its first kilobyte. Never throws. */
export interface QuickTest {
  /** undefined if the text starts with something else, or nothing. */
  firstTestId(text: string): FirstTestId | undefined;
  /** The first test id in the beginning of a text; undefined if there is none, or it is broken. */
  testIdAtStart(head: string): string | undefined;
}

/** What `outline` finds out about a recording. */
export interface RecordingOutline {
  /** Its path, as in `ReadRecording`. */
  readonly path: JsonPath;
  readonly test: NamedTest | undefined;
}

/** The test that made a recording. */
export interface NamedTest {
  readonly testId: string;
  /** The range of its name in the text with quotes, and its spelling there; absent if the file's path tells the test. */
  readonly place?: { readonly literal: string; readonly range: Range };
}

/** What a format reads from a document. */
export interface ReadDocument {
  /** In order; a single one at `[]` if the file is one recording. */
  readonly recordings: readonly ReadRecording[];
  /** Problems of the file outside of its recordings. */
  readonly problems: readonly Problem[];
}

export interface ReadRecording {
  /** Its path in the document: the pointer in its id. */
  readonly path: JsonPath;
  /** undefined if it is not a recording at all. */
  readonly recording: Recording | undefined;
  readonly problems: readonly Problem[];
}
