/** Server-sent events: the recorder keeps a stream's lines, clients see its events; each event knows the chunks it came from. */
import { readJson } from "../depth";
import type { Chunk } from "../recording";

/** Chunks, of which those that are text are read. */
type Texts = readonly Pick<Chunk, "index" | "data">[];

/** One event as a client would get it. */
export interface SseEvent {
  /** The last `event:` line; undefined where there is none, or an empty one. */
  readonly event: string | undefined;
  /** The `data:` lines, joined with line feeds. */
  readonly data: string;
  /** `data` read as JSON; undefined where it is none. */
  readonly value: unknown;
  /** `[DONE]`: the stream says that it is over. */
  readonly done: boolean;
  /** A blank line ended it. Without one a client never sees the event; it is kept because the recording shows it. */
  readonly ended: boolean;
  /** The chunks of its first and of its last line, the blank one included. */
  readonly firstChunk: number;
  readonly lastChunk: number;
  /** The chunks that hold its data, in order; never empty. */
  readonly dataChunks: readonly number[];
  /** The chunk with which its data is complete: what the event says is put down to it. */
  readonly chunk: number;
  /** Its data is one line, and all the data of its chunk: what stands in it has places there. */
  readonly isLine: boolean;
}

/** A field or a comment begins like this; a piece of a line that was cut hardly ever does. */
const lineStart = /^(?:(?:event|data|id|retry)(?::|$)|:)/;
const lineBreak = /\r\n|\r|\n/g;

/** A line of text without its line break, and the chunks it touches. */
export interface Line {
  readonly text: string;
  readonly firstChunk: number;
  readonly lastChunk: number;
}

interface OpenEvent {
  event: string | undefined;
  /** With each line the name that was given since the line before. */
  data: { text: string; chunks: readonly number[]; event: string | undefined }[];
  /** The name given since the last line of data. */
  named: string | undefined;
  firstChunk: number | undefined;
  lastChunk: number;
}

/**
 * The events in a recording's chunks of text, in order; chunks that are not text are skipped. A chunk is a line with or without
 * its line break, several lines, or (where a line goes on in the next chunk) a piece of the stream as the network cut it.
 * Comments and events without data are left out, as clients leave them out. Never throws.
 */
export function sseEvents(chunks: Texts): readonly SseEvent[] {
  const known = knownEvents.get(chunks) ?? readEvents(chunks);
  knownEvents.set(chunks, known);
  return known;
}

/** Families and rules ask for those of the same list. */
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
  const name = colon === -1 ? line.text : line.text.slice(0, colon);
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
 * What stands after the last blank line. A recorder that drops blank lines leaves all events there: where each line of data
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

/** JSON text as a value; undefined where it is none. */
export function jsonOf(text: string): unknown {
  if (text === "" || text === "[DONE]") return undefined;
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}

const parsed = new WeakMap<object, { readonly text: string; readonly value: unknown }>();

/** The same of a text that stands in a chunk: what was read last of a chunk is remembered, as families look into it before its events are made. */
export function jsonIn(chunk: object, text: string): unknown {
  const known = parsed.get(chunk);
  if (known?.text === text) return known.value;
  const value = jsonOf(text);
  parsed.set(chunk, { text, value });
  return value;
}

/** The text of the chunks cut into lines. Where no chunk holds a line break, each is a line; chunks that are not text are skipped. */
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

/** The texts of chunks so that, joined, they are the lines of the stream: where no network cut them, each ends its line. */
export function wholeLines(texts: readonly string[]): string[] {
  const broken = texts.some((text) => /[\r\n]/.test(text));
  const cutByNetwork = broken && texts.some((text, at) => at > 0 && text !== "" && goesOn(texts[at - 1] ?? "", text));
  return texts.map((text) => (cutByNetwork || endsLine(text) ? text : `${text}\n`));
}

function endsLine(text: string): boolean {
  return text.endsWith("\n") || text.endsWith("\r");
}

/** Whether a line that the text before left open goes on in this one. */
function goesOn(before: string, text: string): boolean {
  return before !== "" && (endsLine(before) ? before.endsWith("\r") && text.startsWith("\n") : !lineStart.test(text));
}

/** Cuts the joined pieces at line breaks and remembers which chunks each line touches. What follows the last break is a line if it is not empty. */
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
  // A match as an object for each line would take longer than to find it.
  for (lineBreak.lastIndex = 0; lineBreak.test(whole); start = lineBreak.lastIndex) {
    const end = lineBreak.lastIndex;
    add(end - (whole.startsWith("\r\n", end - 2) ? 2 : 1));
  }
  if (start < whole.length) add(whole.length);
  return lines;
}
