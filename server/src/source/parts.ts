/** A text with a structure of its own, such as an HTTP trace, as a tree of parts. A part's value is its text or a given value. */
import type { JsonPath, OffsetRange, SyntaxProblem } from "../recording/jsonPath";
import type { Place, SourceText } from "../recording/sourceText";

/** A range of the text and its value; the text itself by default. */
export class Part implements OffsetRange {
  constructor(
    readonly start: number,
    readonly end: number,
    readonly value?: unknown,
  ) {}
}

/** Lists and objects of parts, in text order. */
export type Parts = Part | readonly Parts[] | { readonly [name: string]: Parts };

export interface ReadParts {
  readonly root: Parts;
  readonly problem: SyntaxProblem | undefined;
}

/** `read` must never throw, whatever the text. */
export function partsSource(text: string, read: (text: string) => ReadParts): SourceText {
  return new PartsSource(text, read);
}

class PartsSource implements SourceText {
  readonly notation = "text";
  readonly hidden = [];
  readonly #readParts: (text: string) => ReadParts;
  #parts: ReadParts | undefined;
  #value: { readonly value: unknown } | undefined;

  constructor(
    readonly text: string,
    read: (text: string) => ReadParts,
    given?: { readonly value: unknown },
  ) {
    this.#readParts = read;
    this.#value = given;
  }

  get value(): unknown {
    this.#value ??= { value: valueOf(this.text, this.#read().root) };
    return this.#value.value;
  }

  get written(): unknown {
    return this.value;
  }

  get problem(): SyntaxProblem | undefined {
    return this.#read().problem;
  }

  rangeOf({ path, within }: Place): OffsetRange {
    if (path.length === 0) return { start: 0, end: this.text.length };
    let found = this.#read().root;
    for (const [at, step] of path.entries()) {
      const next = childAt(found, step);
      if (next === undefined) return this.rangeOf({ path: path.slice(0, at) });
      found = next;
    }
    const { start, end } = spanOf(found) ?? this.rangeOf({ path: path.slice(0, -1) });
    if (within === undefined || !(found instanceof Part)) return { start, end };
    return { start: Math.min(start + within.start, end), end: Math.min(start + within.end, end) };
  }

  placeAt(offset: number): Place | undefined {
    const path: (string | number)[] = [];
    for (let parts: Parts = this.#read().root; !(parts instanceof Part);) {
      const found: readonly [string, Parts] | undefined = Object.entries(parts).findLast(([, each]) => holds(each, offset));
      if (found === undefined) break;
      path.push(Array.isArray(parts) ? Number(found[0]) : found[0]);
      parts = found[1];
    }
    return path.length === 0 ? undefined : { path };
  }

  offsetWithin(path: JsonPath, offset: number): number | undefined {
    const part = path.reduce<Parts | undefined>((parts, step) => parts && childAt(parts, step), this.#read().root);
    return part instanceof Part && holds(part, offset) ? offset - part.start : undefined;
  }

  withValue(value: unknown): SourceText {
    return new PartsSource(this.text, this.#readParts, { value });
  }

  #read(): ReadParts {
    return (this.#parts ??= this.#readParts(this.text));
  }
}

function childAt(parts: Parts, step: string | number): Parts | undefined {
  if (parts instanceof Part) return undefined;
  return Object.hasOwn(parts, step) ? (parts as Readonly<Record<string | number, Parts>>)[step] : undefined;
}

function valueOf(text: string, parts: Parts): unknown {
  if (parts instanceof Part) return parts.value ?? text.slice(parts.start, parts.end);
  if (Array.isArray(parts)) return (parts as readonly Parts[]).map((each) => valueOf(text, each));
  return Object.fromEntries(Object.entries(parts).map(([name, each]) => [name, valueOf(text, each)]));
}

/** The range from its first part to its last; undefined if it has none. */
function spanOf(parts: Parts): OffsetRange | undefined {
  if (parts instanceof Part) return parts;
  const spans = Object.values(parts).flatMap((each: Parts) => spanOf(each) ?? []);
  const [first, last] = [spans[0], spans.at(-1)];
  return first && last && { start: first.start, end: last.end };
}

function holds(parts: Parts, offset: number): boolean {
  const span = spanOf(parts);
  return span !== undefined && span.start <= offset && offset <= span.end;
}
