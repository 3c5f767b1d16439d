/** Server-sent events: the recorder writes a stream's lines, clients see its events; each event knows its chunks. */
import { readJson } from "../depth";
import type { Chunk } from "../recording";

/** Chunks; only those that are text are read. */
type Texts = readonly Pick<Chunk, "index" | "data">[];

/** One event as a client would get it. */
export interface SseEvent {
  /** The last `event:` line; undefined if there is none, or it is empty. */
  readonly event: string | undefined;
  /** The `data:` lines, joined with line feeds. */
  readonly data: string;
  /** `data` parsed as JSON; undefined if it is not JSON. */
  readonly value: unknown;
  /** `[DONE]`: the end of the stream. */
  readonly done: boolean;
  /** A blank line ended it. Otherwise clients never see the event, but it is kept because it was recorded. */
  readonly ended: boolean;
  /** The chunks of its first and of its last line, including the blank one. */
  readonly firstChunk: number;
  readonly lastChunk: number;
  /** The chunks with its data, in order; never empty. */
  readonly dataChunks: readonly number[];
  /** The chunk with which its data is complete, to which its content is attributed. */
  readonly chunk: number;
  /** Its data is one line, and the only data in its chunk, so that values in it have places. */
  readonly isLine: boolean;
}

/** The start of a field or comment; a piece of a line that was cut hardly ever matches. */
const lineStart = /^(?:(?:event|data|id|retry)(?::|$)|:)/;
const lineBreak = /\r\n|\r|\n/g;

/** A line of text without its line break, and its chunks. */
export interface Line {
  readonly text: string;
  readonly firstChunk: number;
  readonly lastChunk: number;
}

interface OpenEvent {
  event: string | undefined;
  /** Each data line with the event name that was set before it. */
  data: { text: string; chunks: readonly number[]; event: string | undefined }[];
  /** The event name set since the last data line. */
  named: string | undefined;
  firstChunk: number | undefined;
  lastChunk: number;
}

/**
 * The events in a recording's text chunks, in order; other chunks are skipped. A chunk is a line with or without
 * its line break, several lines, or (if a line continues in the next chunk) a piece of the stream as the network cut it.
 * Comments and events without data are left out, as clients ignore them. Never throws.
 */
export function sseEvents(chunks: Texts): readonly SseEvent[] {
  const known = knownEvents.get(chunks) ?? readEvents(chunks);
  knownEvents.set(chunks, known);
  return known;
}

/** Cached, because families and rules ask for the events of the same list. */
const knownEvents = new WeakMap<object, readonly SseEvent[]>();

function readEvents(chunks: Texts): readonly SseEvent[] {
  const events: SseEvent[] = [];
  let open = nothing();
  for (const line of linesOf(chunks)) {
    if (line.text === "") {
      open.lastChunk = line.lastChunk;
      const event = close(open, true, chunks);
      if (event !== undefined) events.push(event);
      open = nothing();
    } else addLine(open, line);
  }
  return withLines([...events, ...unended(open, chunks)]);
}

function withLines(events: readonly SseEvent[]): readonly SseEvent[] {
  const shares = (chunk: number | undefined, other: SseEvent | undefined) => other?.dataChunks.includes(chunk ?? -1) === true;
  return events.map((event, at) => {
    const [first] = event.dataChunks;
    const isAlone = event.isLine && !shares(first, events[at - 1]) && !shares(first, events[at + 1]);
    return isAlone === event.isLine ? event : { ...event, isLine: isAlone };
  });
}

function nothing(): OpenEvent {
  return { event: undefined, data: [], named: undefined, firstChunk: undefined, lastChunk: 0 };
}

function addLine(open: OpenEvent, line: Line): void {
  open.firstChunk ??= line.firstChunk;
  open.lastChunk = line.lastChunk;
  const colon = line.text.indexOf(":");
  // A byte order mark may stand before the first.
  const name = (colon === -1 ? line.text : line.text.slice(0, colon)).replace(/^\uFEFF/, "");
  if (name !== "data" && name !== "event") return;
  const value = colon === -1 ? "" : line.text.slice(line.text[colon + 1] === " " ? colon + 2 : colon + 1);
  if (name === "event") open.event = open.named = value === "" ? undefined : value;
  else {
    open.data.push({ text: value, chunks: span(line.firstChunk, line.lastChunk), event: open.named });
    open.named = undefined;
  }
}

function span(first: number, last: number): number[] {
  return first === last ? [first] : Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

function close(open: OpenEvent, ended: boolean, chunks: Texts): SseEvent | undefined {
  const dataChunks =
    open.data.length === 1 ? (open.data[0]?.chunks ?? []) : [...new Set(open.data.flatMap((line) => line.chunks))];
  const chunk = dataChunks.at(-1);
  if (chunk === undefined) return undefined;
  const data = open.data.length === 1 ? (open.data[0]?.text ?? "") : open.data.map((line) => line.text).join("\n");
  const { event, firstChunk = chunk, lastChunk } = open;
  const isLine = open.data.length === 1 && dataChunks.length === 1;
  const holder = isLine ? chunks[chunk] : undefined;
  const value = holder?.index === chunk ? jsonIn(holder, data) : jsonOf(data);
  return { event, data, value, done: data === "[DONE]", ended, firstChunk, lastChunk, dataChunks, chunk, isLine };
}

/**
 * The events after the last blank line. If a recorder drops blank lines, these are all events: if each data line
 * is complete by itself, each is one event.
 */
function unended(open: OpenEvent, chunks: Texts): SseEvent[] {
  const separate = open.data.length > 1 && open.data.every(({ text }) => text === "[DONE]" || jsonOf(text) !== undefined);
  const events = separate
    ? open.data.map((line) => ({ ...open, ...placeOf(line.chunks), event: line.event, data: [line] }))
    : [open];
  return events.flatMap((each) => close(each, false, chunks) ?? []);
}

function placeOf(chunks: readonly number[]) {
  return { firstChunk: chunks[0], lastChunk: chunks.at(-1) ?? 0 };
}

/** Parses JSON; undefined if it is not JSON. */
export function jsonOf(text: string): unknown {
  if (text === "" || text === "[DONE]") return undefined;
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}

const parsed = new WeakMap<object, { readonly text: string; readonly value: unknown }>();

/** The same for a text in a chunk; keeps the last result of each chunk, because families read it before its events are made. */
export function jsonIn(chunk: object, text: string): unknown {
  const known = parsed.get(chunk);
  if (known?.text === text) return known.value;
  const value = jsonOf(text);
  parsed.set(chunk, { text, value });
  return value;
}

/** Splits the text of the chunks into lines. If no chunk contains a line break, each is a line; chunks that are not text are skipped. */
export function linesOf(chunks: Texts): Line[] {
  const texts: { text: string; index: number }[] = [];
  for (const { data, index } of chunks) if (typeof data === "string") texts.push({ text: data, index });
  if (texts[0]?.text.startsWith("\uFEFF") === true) texts[0] = { ...texts[0], text: texts[0].text.slice(1) };
  if (texts.some(({ text }) => /[\r\n]/.test(text))) return splitLines(texts);
  return texts.map(({ text, index }) => ({ text, firstChunk: index, lastChunk: index }));
}

function splitLines(texts: readonly { readonly text: string; readonly index: number }[]): Line[] {
  return cut(
    wholeLines(texts.map(({ text }) => text)),
    texts.map(({ index }) => index),
  );
}

/** The texts of chunks so that, joined, they are the lines of the stream: adds line breaks unless a network cut the lines. */
export function wholeLines(texts: readonly string[]): string[] {
  const broken = texts.some((text) => /[\r\n]/.test(text));
  const cutByNetwork = broken && texts.some((text, at) => at > 0 && text !== "" && goesOn(texts[at - 1] ?? "", text));
  return texts.map((text) => (cutByNetwork || endsLine(text) ? text : `${text}\n`));
}

function endsLine(text: string): boolean {
  return text.endsWith("\n") || text.endsWith("\r");
}

/** Whether an unfinished line of the previous text continues in this one. */
function goesOn(before: string, text: string): boolean {
  return before !== "" && (endsLine(before) ? before.endsWith("\r") && text.startsWith("\n") : !lineStart.test(text));
}

/** Splits the joined pieces at line breaks, keeping the chunks of each line. Text after the last break is a line if it is not empty. */
function cut(pieces: readonly string[], chunks: readonly number[]): Line[] {
  const whole = pieces.join("");
  const lines: Line[] = [];
  let [piece, pieceEnd, start] = [0, pieces[0]?.length ?? 0, 0];
  const chunkAt = (offset: number): number => {
    while (offset >= pieceEnd && piece < pieces.length - 1) pieceEnd += pieces[++piece]?.length ?? 0;
    return chunks[piece] ?? 0;
  };
  const add = (end: number): void => {
    const firstChunk = chunkAt(start);
    lines.push({ text: whole.slice(start, end), firstChunk, lastChunk: chunkAt(Math.max(start, end - 1)) });
  };
  // `test` avoids a match object for each line, which would take longer than finding it.
  for (lineBreak.lastIndex = 0; lineBreak.test(whole); start = lineBreak.lastIndex) {
    const end = lineBreak.lastIndex;
    add(end - (whole.startsWith("\r\n", end - 2) ? 2 : 1));
  }
  if (start < whole.length) add(whole.length);
  return lines;
}
