/**
 * How a stream of objects is written as text, which is independent of the family, as one family uses several framings. A new framing is one more
 * entry.
 */
import { isObject, type JsonObject } from "../json";
import type { Chunk } from "../recording";
import { jsonOf, linesOf, sseEvents } from "./sse";

/** An object in a text. */
export interface Framed {
  readonly data: JsonObject;
  /** The chunk with which it is complete. */
  readonly chunk: number;
  /** The name in its `event:` line, if the framing has names and this object has one. */
  readonly event: string | undefined;
  /** Its end was received; clients that wait for it otherwise never see the object. */
  readonly ended: boolean;
  /** It is the only JSON in its chunk, and on one line, so that values in it have places. */
  readonly isLine: boolean;
}

interface Framing {
  readonly id: "sse" | "array" | "lines";
  /** The objects in text chunks, in order; undefined for another framing. Never throws. */
  readonly read: (chunks: readonly Chunk[]) => readonly Framed[] | undefined;
}

/**
 * In the order in which they are tried; the last accepts everything. No chunk may decide alone, because a network may cut an event right before its
 * JSON.
 */
const framings: readonly Framing[] = [
  { id: "sse", read: eventsIn },
  { id: "array", read: elementsIn },
  { id: "lines", read: linesIn },
];

/** The objects in text chunks, whatever the framing. Anything else (`[DONE]`, broken JSON) is left out. */
export function framedObjects(chunks: readonly Chunk[]): readonly Framed[] {
  for (const { read } of framings) {
    const objects = read(chunks);
    if (objects !== undefined) return objects;
  }
  return [];
}

function eventsIn(chunks: readonly Chunk[]): readonly Framed[] | undefined {
  const events = sseEvents(chunks);
  if (events.length === 0) return undefined;
  // A recorder that drops blank lines drops all of them.
  const separated = events.some(({ ended }) => ended);
  return events.flatMap(({ value, chunk, event, ended, isLine }) =>
    isObject(value) ? [{ data: value, chunk, event, ended: ended || !separated, isLine }] : [],
  );
}

function linesIn(chunks: readonly Chunk[]): readonly Framed[] {
  const lines = linesOf(chunks);
  return lines.flatMap(({ text, firstChunk, lastChunk }, at) => {
    const value = jsonLine(text);
    const isLine = firstChunk === lastChunk && lines[at - 1]?.lastChunk !== firstChunk && lines[at + 1]?.firstChunk !== lastChunk;
    return isObject(value) ? [{ data: value, chunk: lastChunk, event: undefined, ended: true, isLine }] : [];
  });
}

/** A line of JSON; undefined for any other. */
export function jsonLine(text: string): unknown {
  return text.startsWith("{") ? jsonOf(text) : undefined;
}

/** One JSON array around all objects, sent in arbitrary pieces, as Gemini streams without `alt=sse`. */
function elementsIn(chunks: readonly Chunk[]): readonly Framed[] | undefined {
  const texts = chunks.filter((chunk): chunk is Chunk & { data: string } => typeof chunk.data === "string");
  if (!/^\s*\[\s*(?:\{|$)/.test(texts.find(({ data }) => data.trim() !== "")?.data ?? "")) return undefined;
  const elements = new Elements();
  for (const { data, index } of texts) elements.add(data, index);
  return elements.found;
}

/** Finds the objects that are direct elements of a list. */
class Elements {
  readonly found: Framed[] = [];
  #depth = 0;
  #inText = false;
  #escaped = false;
  /** The text of the unfinished object so far. */
  #open = "";

  add(text: string, chunk: number): void {
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const depth = this.#depth;
      this.#step(text.charCodeAt(at));
      if (depth === 1 && this.#depth === 2) start = at;
      if (depth === 2 && this.#depth === 1) {
        this.#close(this.#open + text.slice(start, at + 1), chunk);
        this.#open = "";
      }
    }
    if (this.#depth > 1) this.#open += text.slice(start);
  }

  #step(code: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (this.#inText) {
      if (code === backslash) this.#escaped = true;
      else if (code === quote) this.#inText = false;
    } else if (code === quote) this.#inText = true;
    else if (openings.has(code)) this.#depth++;
    else if (closings.has(code)) this.#depth--;
  }

  #close(text: string, chunk: number): void {
    const data = jsonOf(text);
    if (isObject(data)) this.found.push({ data, chunk, event: undefined, ended: true, isLine: false });
  }
}

const [quote, backslash] = [0x22, 0x5c];
const openings = new Set([0x5b, 0x7b]);
const closings = new Set([0x5d, 0x7d]);
