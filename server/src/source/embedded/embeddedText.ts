/** The content of one string in a file: JSON, or a stream in pieces. */
import { readJson } from "../../recording/depth";
import { jsonPart } from "../../recording/jsonPart";
import type { JsonPath, OffsetRange } from "../../recording/jsonPath";
import { isObject } from "../../recording/json";
import { jsonSource } from "../json";
import type { SourceText } from "../../recording/sourceText";
import { cutPieces, framingOf, type Framing } from "./pieces";

/** Offsets refer to the decoded text; paths start at its value. */
export interface EmbeddedText {
  /** The value: the parsed JSON, or a list with a text for each event of a stream, or a value for each of its lines. */
  readonly value: unknown;
  rangeOf(path: JsonPath, part: "key" | "value", within: OffsetRange | undefined): OffsetRange;
  pathAt(offset: number): JsonPath;
}

/** undefined for plain text. Never throws. */
export function embeddedText(text: string, contentType: string): EmbeddedText | undefined {
  const framing = framingOf(text, contentType);
  if (framing !== undefined) return new StreamText(text, framing);
  if (!/^\uFEFF?\s*[[{]/.test(text)) return undefined;
  const value = jsonValue(text);
  return value === undefined ? undefined : new JsonText(text, value);
}

function jsonValue(text: string): unknown {
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}

class JsonText implements EmbeddedText {
  readonly #source: SourceText;

  constructor(
    text: string,
    readonly value: unknown,
  ) {
    this.#source = jsonSource(text);
  }

  rangeOf(path: JsonPath, part: "key" | "value", within: OffsetRange | undefined): OffsetRange {
    return this.#source.rangeOf({ path, ...(within ? { within } : {}) }, part);
  }

  pathAt(offset: number): JsonPath {
    return this.#source.placeAt(offset)?.path ?? [];
  }
}

class StreamText implements EmbeddedText {
  readonly value: readonly unknown[];
  readonly #pieces: readonly OffsetRange[];
  /** The JSON of the piece that was used last, and its start. */
  #last: { readonly index: number; readonly json: JsonText; readonly start: number } | undefined;

  constructor(
    readonly text: string,
    framing: Framing,
  ) {
    this.#pieces = cutPieces(text, framing);
    this.value = this.#pieces.map(({ start, end }) => {
      const piece = text.slice(start, end);
      return framing === "events" ? piece : (objectOf(piece) ?? piece);
    });
  }

  rangeOf([index, ...path]: JsonPath, part: "key" | "value", within: OffsetRange | undefined): OffsetRange {
    const piece = this.#pieces[Number(index)];
    if (piece === undefined) return { start: 0, end: this.text.length };
    if (path.length === 0) {
      if (within !== undefined) return shifted(within, piece.start);
      return { start: piece.start, end: piece.start + this.text.slice(piece.start, piece.end).trimEnd().length };
    }
    const found = this.#jsonIn(Number(index), piece);
    return found === undefined ? piece : shifted(found.json.rangeOf(path, part, within), found.start);
  }

  pathAt(offset: number): JsonPath {
    const index = this.#pieces.findLastIndex(({ start }) => start <= offset);
    const piece = this.#pieces[index];
    if (piece === undefined) return [];
    const found = this.#jsonIn(index, piece);
    const isInside = found !== undefined && offset >= found.start;
    return isInside ? [index, ...found.json.pathAt(offset - found.start)] : [index];
  }

  #jsonIn(index: number, { start, end }: OffsetRange): { readonly json: JsonText; readonly start: number } | undefined {
    if (this.#last?.index === index) return this.#last;
    const found = jsonPart(this.text.slice(start, end));
    if (found === undefined) return undefined;
    this.#last = { index, json: new JsonText(found.text, undefined), start: start + found.at };
    return this.#last;
  }
}

function objectOf(text: string): unknown {
  const value = jsonValue(text.trim());
  return isObject(value) ? value : undefined;
}

const shifted = ({ start, end }: OffsetRange, by: number): OffsetRange => ({ start: start + by, end: end + by });
