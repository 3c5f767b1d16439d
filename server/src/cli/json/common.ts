/** Types that several commands' output shares. */

/** From most to least severe. */
export type Severity = "error" | "warning" | "information" | "hint";

/** Zero-based; `character` counts UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** `end` is exclusive. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/**
 * How a file's name relates to its request: the current hash, the hash without the test (`server`), the hash of an older scheme, another hash
 * (`mismatch`), or not a hash.
 */
export type HashStatus = "current" | "server" | "older" | "mismatch" | "unhashable";

/** A place where two values differ. `before` or `after` is absent if that side lacks the field. */
export interface FieldDifference {
  /** Property names and list indices, starting at the compared value. */
  readonly path: readonly (string | number)[];
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What every command prints where it could not do what it was asked for, and has nothing else to print. */
export interface FailureOutput {
  /** One sentence each, as on standard error. */
  readonly errors: readonly string[];
}
