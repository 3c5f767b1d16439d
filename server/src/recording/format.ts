/** What a file format says of its files: everything that is the same whatever format a recording came in asks by this. */
import type { Range } from "vscode-languageserver-types";
import type { FieldDifference } from "./difference/fields";
import type { Lookup } from "./lookup";
import type { RequestNaming } from "./naming";
import type { Problem, Recording } from "./recording";

export interface RecordingFormat {
  readonly id: string;
  /** As people say it. */
  readonly title: string;
  /** Whether a file is of this format; `head` is its first kilobyte, `name` its base name. Cheap, and right only together with the folder. */
  detect(name: string, head: string): boolean;
  /** What a parsed document holds, as far as it can be read. `recording` is undefined for what is none at all. Never throws. */
  read(value: unknown): { readonly recording: Recording | undefined; readonly problems: readonly Problem[] };
  /** The document as replay hands it out; the value itself where replay changes nothing. Never throws. */
  asReplayed(value: unknown): unknown;
  /** The request hash, in hex digits, that a file's name carries; undefined where it carries none, or the format names files otherwise. */
  hashOfName(name: string): string | undefined;
  /** Fields of two requests that mean the same as JSON and still make different requests, such as numbers spelled otherwise. Never throws. */
  spellingDifferences(before: string, after: string): readonly FieldDifference[];
  /** Of a format whose files begin with their test. */
  readonly quickTest?: QuickTest;
  /** Of a format that names files by the hash of their request. */
  readonly naming?: RequestNaming;
  /** Of a format whose replay looks for recordings in folders. */
  readonly lookup?: Lookup;
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
  /** Whether a text names a test anywhere, as far as a quick look tells. */
  mayNameTest(text: string): boolean;
}
