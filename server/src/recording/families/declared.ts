/** Streams of objects, however they were recorded: as chunks of their own, as server-sent events, or as lines of JSON. */
import { isObject, objectOf, stringOf, type JsonObject } from "../json";
import type { ChunkNote, ProviderError, Reassembled, Usage } from "../reassembled";
import type { Chunk, Problem, Recording } from "../recording";
import { schemaProblems } from "../schemaProblems";
import type * as z from "zod/mini";
import { Joiner, noteOf, type ChoicePart } from "./assembly";
import { bodyNote, errorOf, Answer } from "./body";
import { jsonOf, linesOf, sseEvents } from "./sse";

/** An object that the provider sent. */
export interface Spoken {
  readonly data: JsonObject;
  /** The chunk with which it was complete. */
  readonly chunk: number;
  /** The name in its `event:` line; undefined where it has none. */
  readonly event: string | undefined;
}

/** What one object brings to the answer. */
export interface Declared {
  readonly parts?: readonly ChoicePart[];
  readonly model?: string | undefined;
  readonly usage?: Usage | null;
  readonly error?: ProviderError | undefined;
}

/** All objects in a recording's chunks, in order. What is none (`[DONE]`, broken JSON) is left out. */
export function spokenIn(chunks: readonly Chunk[]): Spoken[] {
  const said: Spoken[] = [];
  let texts = false;
  for (const { data, index } of chunks) {
    if (isObject(data)) said.push({ data, chunk: index, event: undefined });
    else texts ||= typeof data === "string";
  }
  if (!texts) return said;
  const inTexts = saidInTexts(chunks);
  return said.length === 0 ? inTexts : [...said, ...inTexts].sort((one, other) => one.chunk - other.chunk);
}

/** The events where there are any, else the lines of JSON. Never both: a network may cut an event right before its JSON. */
function saidInTexts(chunks: readonly Chunk[]): Spoken[] {
  const events = sseEvents(chunks);
  if (events.length > 0) {
    return events.flatMap(({ value, chunk, event }) => (isObject(value) ? [{ data: value, chunk, event }] : []));
  }
  return linesOf(chunks).flatMap(({ text, lastChunk }) => {
    const value = jsonLine(text);
    return isObject(value) ? [{ data: value, chunk: lastChunk, event: undefined }] : [];
  });
}

function jsonLine(text: string): unknown {
  return text.startsWith("{") ? jsonOf(text) : undefined;
}

/** The one object that a chunk holds by itself: the chunk, its line of JSON or its `data:` line; undefined for any other text. */
export function objectIn(chunk: Chunk): JsonObject | undefined {
  const { data } = chunk;
  const value = typeof data === "string" ? (jsonLine(data) ?? jsonOf(/^data: ?(\{.*)/.exec(data)?.[1] ?? "")) : data;
  return isObject(value) ? value : undefined;
}

/** What a schema has against the object in a chunk; a line of text is pointed at as a whole. A chunk without an object has no shape to be wrong. */
export function declaredProblems(schema: z.ZodMiniType, chunk: Chunk, consequence: string): readonly Problem[] {
  const data = objectIn(chunk);
  const problems = data === undefined ? [] : schemaProblems(schema, data, [], consequence);
  return typeof chunk.data === "string" ? problems.map((problem) => ({ ...problem, path: [] })) : problems;
}

/** Puts a recording together from what `tell` makes of each of its objects, asked in order. */
export function reassembleDeclared(family: string, recording: Recording, tell: (said: Spoken) => Declared): Reassembled {
  const said = spokenIn(recording.chunks);
  const joiner = new Joiner();
  const all: Declared[] = [];
  let [model, usage, error]: [string | undefined, Usage | null, ProviderError | null] = [undefined, null, errorOf(recording)];
  for (const each of said) {
    const told = tell(each);
    for (const part of told.parts ?? noParts) joiner.add(each.chunk, part);
    all.push(told);
    model = told.model || model;
    usage = told.usage ?? usage;
    error ??= told.error ?? null;
  }
  const streaming = recording.response.isStreaming;
  const answer = { family, streaming, model: model ?? null, choices: joiner.build(), usage, error };
  return new Answer(answer, { notes: () => notesOf(recording.chunks, said, all) });
}

const noParts: readonly ChoicePart[] = [];

function notesOf(chunks: readonly Chunk[], said: readonly Spoken[], all: readonly Declared[]): ChunkNote[] {
  const parts: ChoicePart[][] = chunks.map(() => []);
  const known = new Map<number, Declared>();
  for (const [at, { chunk }] of said.entries()) {
    const told = all[at] ?? {};
    for (const part of told.parts ?? noParts) parts[chunk]?.push(part);
    known.set(chunk, told);
  }
  return chunks.map((chunk, index) => noteFor(chunk, known.get(index), parts[index] ?? noParts));
}

function noteFor(chunk: Chunk, told: Declared | undefined, parts: readonly ChoicePart[]): ChunkNote {
  if (told === undefined) return lineNote(chunk);
  const note = noteOf(parts);
  if (told.error !== undefined && note === undefined) return { kind: "other", adds: told.error.message };
  if (told.usage && (note === undefined || note.kind === "role")) {
    const { inputTokens, outputTokens } = told.usage;
    return note ?? { kind: "usage", adds: `${inputTokens ?? "?"} in, ${outputTokens ?? "?"} out` };
  }
  return note ?? { kind: "empty", adds: "" };
}

/** Names of events, comments, blank lines and `[DONE]` add nothing; what else is no object is shown as it is. */
function lineNote(chunk: Chunk): ChunkNote {
  const silent = typeof chunk.data === "string" && !/^data:(?! ?\[DONE\]\s*$)|[^\r\n][\r\n]+[^\r\n]/.test(chunk.data);
  return silent ? { kind: "empty", adds: "" } : bodyNote(chunk);
}

/** A failure that the provider reports inside an answer. */
export function errorIn(value: unknown): ProviderError | undefined {
  if (typeof value === "string") return { type: null, message: value, status: null };
  if (!isObject(value)) return undefined;
  const { type, code, status, message } = objectOf(value);
  return {
    type: stringOf(type) ?? stringOf(status) ?? stringOf(code) ?? null,
    message: stringOf(message) ?? "",
    status: typeof code === "number" ? code : null,
  };
}
