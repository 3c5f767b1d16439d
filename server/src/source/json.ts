/** JSON as a source: values come from `JSON.parse`, and places are computed on demand. */
import { parseDocument, type ParsedDocument } from "./json/parse";
import type { JsonPath, OffsetRange, SyntaxProblem } from "../recording/jsonPath";
import { valueAt } from "../recording/document";
import { jsonPart } from "../recording/jsonPart";
import { placesOf, type Places } from "./json/places";
import { rangeWithin, valueOffset } from "./json/literal";
import type { Place, SourceText } from "../recording/sourceText";

/** The source of a text that is, or should be, JSON. */
export function jsonSource(text: string): SourceText {
  return new JsonSource(text);
}

class JsonSource implements SourceText {
  readonly notation = "json";
  readonly hidden = [];
  #document: ParsedDocument | undefined;
  #places: Places | undefined;

  constructor(
    readonly text: string,
    document?: ParsedDocument,
  ) {
    this.#document = document;
  }

  get value(): unknown {
    return this.#read().value;
  }

  get written(): unknown {
    return this.value;
  }

  get problem(): SyntaxProblem | undefined {
    return this.#read().problem;
  }

  rangeOf({ path, within }: Place, part?: "key" | "value"): OffsetRange {
    const range = (within === undefined ? this.#insideText(path, part) : undefined) ?? this.#placed().rangeOf(path, part);
    return within === undefined ? range : rangeWithin(this.text, range, within.start, within.end);
  }

  placeAt(offset: number): Place | undefined {
    const path = this.#placed().pathAt(offset);
    return path && { path };
  }

  offsetWithin(path: JsonPath, offset: number): number | undefined {
    const range = this.#placed().rangeOf(path);
    return offset < range.start || offset > range.end ? undefined : valueOffset(this.text, range, offset);
  }

  /** The place of a value in the JSON inside a string, such as a stream's chunk; undefined if the path leads into no such string. */
  #insideText(path: JsonPath, part?: "key" | "value"): OffsetRange | undefined {
    const outer = stringOnTheWay(this.value, path);
    const range = outer && this.#placed().rangeOf(outer);
    const found = range && jsonPart(literalText(this.text.slice(range.start, range.end)));
    if (outer === undefined || range === undefined || found === undefined) return undefined;
    const inner = jsonSource(found.text).rangeOf({ path: path.slice(outer.length) }, part);
    return rangeWithin(this.text, range, found.at + inner.start, found.at + inner.end);
  }

  withValue(value: unknown): SourceText {
    return new JsonSource(this.text, { ...this.#read(), value });
  }

  #read(): ParsedDocument {
    return (this.#document ??= parseDocument(this.text));
  }

  #placed(): Places {
    const { standing, problem } = this.#read();
    return (this.#places ??= placesOf(standing, problem === undefined));
  }
}

/** The part of a path that leads to a string, if the path goes on into it. */
function stringOnTheWay(value: unknown, path: JsonPath): JsonPath | undefined {
  let current = value;
  for (const [at, step] of path.entries()) {
    if (typeof current === "string") return path.slice(0, at);
    current = valueAt(current, [step]);
  }
  return undefined;
}

function literalText(literal: string): string {
  try {
    return String(JSON.parse(literal));
  } catch {
    return "";
  }
}
