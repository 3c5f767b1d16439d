/** What the output of several commands has in common. */

/** The most severe first. */
export type Severity = "error" | "warning" | "information" | "hint";

/** Zero-based; `character` counts UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** `end` is behind the last character. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** What a file's name is: the hash of its request (`server`: of the request without its test), that of an older recorder, of another, or no hash. */
export type HashStatus = "current" | "server" | "older" | "mismatch" | "unhashable";

/** A place where two values differ. Of a field that one of them lacks, `before` or `after` is absent. */
export interface FieldDifference {
  /** Property names and list indices, from the root of what was compared. */
  readonly path: readonly (string | number)[];
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What every command prints where it could not do what it was asked for, and has nothing else to print. */
export interface FailureOutput {
  /** One sentence each, as on standard error. */
  readonly errors: readonly string[];
}
