/** Streams of objects, however they were recorded: as chunks of their own, or as text in any framing. One walk gives the answer and its facts. */
import type { JsonPath } from "../document";
import { jsonPart } from "../jsonPart";
import { isObject, type JsonObject } from "../json";
import type { ChunkNote, Disagreement, ProviderError, Usage } from "../reassembled";
import type { Chunk, Problem, Recording } from "../recording";
import { schemaProblems } from "../schemaProblems";
import type * as z from "zod/mini";
import { alsoSaid, type Known } from "./also";
import { Joiner, noteOf, type ChoicePart } from "./assembly";
import { bodyNote, errorOf, Answer, type Later } from "./body";
import { AnswerBuilder } from "./facts/builder";
import type { Place, UsageFacts } from "./facts/facts";
import type { Reading } from "./family";
import { frameIn, unframed } from "./frames";
import { framedObjects, jsonLine } from "./framing";
import { jsonIn } from "./sse";

/** An object that the provider sent. */
export class Spoken {
  constructor(
    readonly data: JsonObject,
    /** The chunk with which it was complete. */
    readonly chunk: number,
    /** The name in its `event:` line; undefined where it has none. */
    readonly event: string | undefined,
    /** What ends it came, or it needs nothing. */
    readonly ended: boolean,
    private readonly path: JsonPath,
    private readonly hasPlaces: boolean,
  ) {}

  /** The place of something in the object; where that has none of its own, the chunk stands for it. */
  at(...steps: JsonPath): JsonPath {
    return this.hasPlaces && steps.length > 0 ? [...this.path, ...steps] : this.path;
  }
}

/** A failure that the answer tells of. */
export interface Failed {
  readonly error: ProviderError;
  /** In a few words, for a sentence that says what the recording holds: "the prompt was blocked (SAFETY)". */
  readonly what: string;
  readonly place: Place;
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
  for (const chunk of chunks) {
    const { data, index } = chunk;
    if (isObject(data)) said.push(objectSaid(data, index, chunk.dataPath));
    else if (Array.isArray(data)) for (const each of listSaid(data, index, chunk.dataPath)) said.push(each);
    else texts ||= typeof data === "string";
  }
  if (!texts) return said;
  const holders = new Map(chunks.map((chunk) => [chunk.index, chunk]));
  const inTexts = framedObjects(chunks).map(({ data, chunk, event, ended, isLine }) => {
    const { path = [], within } = holders.get(chunk) ?? {};
    return new Spoken(data, chunk, event, ended, path, isLine && within === undefined);
  });
  return said.length === 0 ? inTexts : [...said, ...inTexts].sort((one, other) => one.chunk - other.chunk);
}

/** A list that came as one body says what its objects say. */
function listSaid(list: readonly unknown[], chunk: number, path: JsonPath): Spoken[] {
  return list.flatMap((each, at) => (isObject(each) ? [new Spoken(each, chunk, undefined, true, [...path, at], true)] : []));
}

/** A frame of Amazon's event streams says what it carries. */
function objectSaid(data: JsonObject, chunk: number, path: JsonPath): Spoken {
  const frame = frameIn(data);
  if (frame === undefined) return new Spoken(data, chunk, undefined, true, path, true);
  return new Spoken(frame.data, chunk, frame.event, true, [...path, ...(frame.within ?? [])], frame.within !== undefined);
}

/** The one object that a chunk holds by itself: the chunk, its line of JSON or its first `data:` line; undefined for any other text. */
export function objectIn(chunk: Chunk): JsonObject | undefined {
  const { data } = unframed(chunk);
  if (typeof data !== "string") return isObject(data) ? data : undefined;
  const known = objectsInTexts.get(chunk) ?? { object: objectInText(chunk, data) };
  objectsInTexts.set(chunk, known);
  return known.object;
}

/** Families ask one after the other, and again for what a schema has against it. */
const objectsInTexts = new WeakMap<Chunk, { readonly object: JsonObject | undefined }>();

function objectInText(chunk: Chunk, text: string): JsonObject | undefined {
  const value = jsonLine(text) ?? jsonIn(chunk, /^data: ?(\{.*)/m.exec(text)?.[1] ?? "");
  return isObject(value) ? value : undefined;
}

/** What a schema has against the object in a chunk. A chunk without an object has no shape to be wrong. */
export function declaredProblems(schema: z.ZodMiniType, chunk: Chunk, consequence: string): readonly Problem[] {
  const data = objectIn(chunk);
  const problems = data === undefined ? [] : schemaProblems(schema, data, [], consequence);
  const isPlaced = () => typeof chunk.data !== "string" || (chunk.within === undefined && jsonPart(chunk.data) !== undefined);
  return problems.length === 0 || (unframed(chunk) === chunk && isPlaced())
    ? problems
    : problems.map((problem) => ({ ...problem, path: [] }));
}

/** What one object brings to the answer, told by a reader that knows its place. */
export interface Told {
  readonly parts?: readonly ChoicePart[];
  readonly model?: string | undefined;
  /** The counts as they stand now: the last ones are those of the answer. */
  readonly usage?: UsageFacts | undefined;
  readonly failed?: Failed | undefined;
}

/** Reads the objects of one answer. */
export interface AnswerReader {
  /** What the object brings to the answer; what rules ask of it is told to `facts`. Asked in order. */
  tell(said: Spoken, facts: AnswerBuilder): Told;
  /** After the last object, if there was any. */
  finish?(last: Spoken, facts: AnswerBuilder): void;
  /** Where clients made different things of what was told. */
  disagreements?(): readonly Disagreement[];
}

/** Reads a recording in one walk over its objects. `known` are the fields that the reader takes account of. */
export function readDeclared(
  family: string,
  recording: Pick<Recording, "chunks" | "response">,
  unsound: ReadonlySet<number> | undefined,
  reader: AnswerReader,
  known: Known,
): Reading {
  const said = spokenIn(recording.chunks);
  const [facts, unheard] = [new AnswerBuilder(), new AnswerBuilder()];
  let usage: UsageFacts | undefined;
  let last: Spoken | undefined;
  const tell = (each: Spoken): Declared => {
    const isSound = unsound?.has(each.chunk) !== true;
    const told = reader.tell(each, isSound ? facts : unheard);
    usage = told.usage ?? usage;
    if (!isSound) return inWords(told);
    last = each;
    facts.usage = told.usage ?? facts.usage;
    if (told.failed !== undefined) facts.failed(told.failed.what, told.failed.place);
    return inWords(told);
  };
  const reassembled = putTogether(family, recording, said, tell, {
    also: () => alsoSaid(said, known),
    disagreements: () => reader.disagreements?.() ?? [],
  });
  if (last === undefined) return { reassembled, facts: undefined };
  reader.finish?.(last, facts);
  return { reassembled, facts: facts.build() };
}

function inWords({ parts, model, usage, failed }: Told): Declared {
  const counts = usage && {
    inputTokens: usage.input ?? null,
    outputTokens: usage.output ?? null,
    totalTokens: usage.total?.value ?? null,
  };
  return { ...(parts === undefined ? {} : { parts }), model, usage: counts ?? null, error: failed?.error };
}

/** Puts a recording together from what `tell` makes of each of its objects, asked in order. */
function putTogether(
  family: string,
  recording: Pick<Recording, "chunks" | "response">,
  said: readonly Spoken[],
  tell: (said: Spoken) => Declared,
  later: Omit<Later, "notes">,
): Answer {
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
  return new Answer(answer, {
    notes: () => notesOf(recording.chunks, said, all),
    ...later,
  });
}

const noParts: readonly ChoicePart[] = [];

export function notesOf(chunks: readonly Chunk[], said: readonly Spoken[], all: readonly Declared[]): ChunkNote[] {
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

/** Names of events, comments, blank lines and `[DONE]` add nothing; what else is not an object is shown as it is. */
function lineNote(chunk: Chunk): ChunkNote {
  const silent = typeof chunk.data === "string" && !/^data:(?! ?\[DONE\]\s*$)|[^\r\n][\r\n]+[^\r\n]/.test(chunk.data);
  return silent ? { kind: "empty", adds: "" } : bodyNote(chunk);
}
