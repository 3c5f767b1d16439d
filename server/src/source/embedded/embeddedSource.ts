/**
 * A file with documents inside its strings, such as the bodies in a cassette. Its value has them opened, so that a path leads from the file into the
 * JSON of a body, or to an event of its stream, and their places can be found.
 */
import type { JsonPath, OffsetRange, SyntaxProblem } from "../../recording/jsonPath";
import type { HiddenText, Notation, Place, SourceText } from "../../recording/sourceText";
import type { EmbeddedText } from "./embeddedText";

/** A string (or bytes) in a file, and its content. */
export interface Embedded {
  readonly path: JsonPath;
  /** The value that replaces it. */
  readonly value: unknown;
  /** The places inside the string; undefined if the string is compressed or base64, so that offsets do not map. */
  readonly text: EmbeddedText | undefined;
  /** The decoded text in that case; computed on demand. */
  readonly hidden?: (() => Omit<HiddenText, "path">) | undefined;
}

/** Finds the strings to open in a file's value. Never throws. */
export type FindEmbedded = (value: unknown) => readonly Embedded[];

export function embeddedSource(inner: SourceText, find: FindEmbedded): SourceText {
  return new EmbeddedSource(inner, find);
}

class EmbeddedSource implements SourceText {
  readonly #inner: SourceText;
  readonly #find: FindEmbedded;
  #embedded: ReadonlyMap<string, Embedded> | undefined;
  #hidden: readonly HiddenText[] | undefined;
  #value: { readonly value: unknown } | undefined;

  constructor(inner: SourceText, find: FindEmbedded, given?: { readonly value: unknown }) {
    this.#inner = inner;
    this.#find = find;
    this.#value = given;
  }

  get text(): string {
    return this.#inner.text;
  }

  get notation(): Notation {
    return this.#inner.notation;
  }

  get problem(): SyntaxProblem | undefined {
    return this.#inner.problem;
  }

  get hasAliases(): boolean {
    return this.#inner.hasAliases === true;
  }

  get hidden(): readonly HiddenText[] {
    this.#hidden ??= [...this.#opened().values()].flatMap(({ path, hidden }) =>
      hidden === undefined ? [] : [{ path, ...hidden() }],
    );
    return this.#hidden;
  }

  get written(): unknown {
    return this.#inner.value;
  }

  get value(): unknown {
    this.#value ??= { value: opened(this.#inner.value, [...this.#opened().values()]) };
    return this.#value.value;
  }

  rangeOf(place: Place, part: "key" | "value" = "value"): OffsetRange {
    const { path, within } = place;
    const found = this.#around(path);
    if (found === undefined) return this.#inner.rangeOf(place, part);
    const steps = path.slice(found.path.length);
    if (found.text === undefined) return this.#inner.rangeOf({ path: found.path }, steps.length === 0 ? part : "value");
    if (steps.length === 0 && within === undefined) return this.#inner.rangeOf({ path }, part);
    const range = steps.length === 0 && within !== undefined ? within : found.text.rangeOf(steps, part, within);
    return this.#inner.rangeOf({ path: found.path, within: range });
  }

  placeAt(offset: number): Place | undefined {
    const place = this.#inner.placeAt(offset);
    const found = place && this.#around(place.path);
    if (place === undefined || found?.text === undefined) return place;
    const within = this.#inner.offsetWithin(found.path, offset);
    return within === undefined ? place : { path: [...found.path, ...found.text.pathAt(within)] };
  }

  offsetWithin(path: JsonPath, offset: number): number | undefined {
    return this.#around(path) === undefined ? this.#inner.offsetWithin(path, offset) : undefined;
  }

  withValue(value: unknown): SourceText {
    return new EmbeddedSource(this.#inner, this.#find, { value });
  }

  #opened(): ReadonlyMap<string, Embedded> {
    this.#embedded ??= new Map(this.#find(this.#inner.value).map((each) => [keyOf(each.path), each]));
    return this.#embedded;
  }

  /** The opened string that a path leads to or into. */
  #around(path: JsonPath): Embedded | undefined {
    const all = this.#opened();
    if (all.size === 0) return undefined;
    for (let length = 1; length <= Math.min(path.length, deepest); length++) {
      const found = all.get(keyOf(path.slice(0, length)));
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** The depth to search; no format has its bodies deeper in a file. */
const deepest = 8;

const keyOf = (path: JsonPath): string => path.join("\0");

/** A copy of the value with the opened strings replaced. Only objects on the way are copied, each once. */
function opened(root: unknown, all: readonly Embedded[]): unknown {
  const copies = new Map<unknown, Record<string | number, unknown>>();
  const made = new Set<unknown>();
  const copyOf = (value: unknown): Record<string | number, unknown> | undefined => {
    if (typeof value !== "object" || value === null) return undefined;
    if (made.has(value)) return value as Record<string | number, unknown>;
    const copy =
      copies.get(value) ?? ((Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>);
    copies.set(value, copy);
    made.add(copy);
    return copy;
  };
  const result = all.length === 0 ? undefined : copyOf(root);
  if (result === undefined) return root;
  for (const { path, value } of all) put(result, path, value, copyOf);
  return result;
}

function put(
  root: Record<string | number, unknown>,
  path: JsonPath,
  value: unknown,
  copyOf: (value: unknown) => Record<string | number, unknown> | undefined,
): void {
  let target = root;
  for (const step of path.slice(0, -1)) {
    const child = copyOf(target[step]);
    if (child === undefined) return;
    target[step] = child;
    target = child;
  }
  const last = path.at(-1);
  if (last !== undefined) target[last] = value;
}
