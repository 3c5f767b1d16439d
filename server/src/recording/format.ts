/** What a file format says of its files: everything that is the same whatever format a recording came in asks by this. */
import type { FieldDifference } from "./difference/fields";
import type { Problem, Recording } from "./recording";

export interface RecordingFormat {
  readonly id: "ogx";
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
}
