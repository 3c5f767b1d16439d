/** Streams of objects, recorded as separate chunks or as text in any framing. A single pass yields the answer and its facts. */
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
    /** The name in its `event:` line; undefined if there is none. */
    readonly event: string | undefined,
    /** Its end was received, or it needs none. */
    readonly ended: boolean,
    private readonly path: JsonPath,
    private readonly hasPlaces: boolean,
  ) {}

  /** The place of a value in the object; the chunk if the value has no place of its own. */
  at(...steps: JsonPath): JsonPath {
    return this.hasPlaces && steps.length > 0 ? [...this.path, ...steps] : this.path;
  }
}

/** A failure reported in the answer. */
export interface Failed {
  readonly error: ProviderError;
  /** In a few words, for a sentence about the recording's content: "the prompt was blocked (SAFETY)". */
  readonly what: string;
  readonly place: Place;
}

/** What one object adds to the answer. */
export interface Declared {
  readonly parts?: readonly ChoicePart[];
  readonly model?: string | undefined;
  readonly usage?: Usage | null;
  readonly error?: ProviderError | undefined;
}

/** All objects in a recording's chunks, in order. Anything else (`[DONE]`, broken JSON) is left out. */
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

/** A list received as one body is treated like its objects. */
function listSaid(list: readonly unknown[], chunk: number, path: JsonPath): Spoken[] {
  return list.flatMap((each, at) => (isObject(each) ? [new Spoken(each, chunk, undefined, true, [...path, at], true)] : []));
}

/** A frame of Amazon's event streams is treated like its payload. */
function objectSaid(data: JsonObject, chunk: number, path: JsonPath): Spoken {
  const frame = frameIn(data);
  if (frame === undefined) return new Spoken(data, chunk, undefined, true, path, true);
  return new Spoken(frame.data, chunk, frame.event, true, [...path, ...(frame.within ?? [])], frame.within !== undefined);
}

/** The only object in a chunk: the chunk itself, its line of JSON, or its first `data:` line; undefined for other texts. */
export function objectIn(chunk: Chunk): JsonObject | undefined {
  const { data } = unframed(chunk);
  if (typeof data !== "string") return isObject(data) ? data : undefined;
  const known = objectsInTexts.get(chunk) ?? { object: objectInText(chunk, data) };
  objectsInTexts.set(chunk, known);
  return known.object;
}

/** Cached, because each family asks for it, and schemas ask again. */
const objectsInTexts = new WeakMap<Chunk, { readonly object: JsonObject | undefined }>();

function objectInText(chunk: Chunk, text: string): JsonObject | undefined {
  const value = jsonLine(text) ?? jsonIn(chunk, /^data: ?(\{.*)/m.exec(text)?.[1] ?? "");
  return isObject(value) ? value : undefined;
}

/** A schema's problems with the object in a chunk. A chunk without an object has none. */
export function declaredProblems(schema: z.ZodMiniType, chunk: Chunk, consequence: string): readonly Problem[] {
  const data = objectIn(chunk);
  const problems = data === undefined ? [] : schemaProblems(schema, data, [], consequence);
  const isPlaced = () => typeof chunk.data !== "string" || (chunk.within === undefined && jsonPart(chunk.data) !== undefined);
  return problems.length === 0 || (unframed(chunk) === chunk && isPlaced())
    ? problems
    : problems.map((problem) => ({ ...problem, path: [] }));
}

/** What one object adds to the answer, according to a reader that knows its context. */
export interface Told {
  readonly parts?: readonly ChoicePart[];
  readonly model?: string | undefined;
  /** The current counts; the last ones are those of the answer. */
  readonly usage?: UsageFacts | undefined;
  readonly failed?: Failed | undefined;
}

/** Reads the objects of one answer. */
export interface AnswerReader {
  /** Returns what the object adds to the answer, and reports facts for rules to `facts`. Called in order. */
  tell(said: Spoken, facts: AnswerBuilder): Told;
  /** Called after the last object, if there was any. */
  finish?(last: Spoken, facts: AnswerBuilder): void;
  /** The places where clients read the stream differently. */
  disagreements?(): readonly Disagreement[];
}

/** Reads a recording in one pass over its objects. `known` are the fields that the reader covers. */
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

/** Assembles a recording from what `tell` returns for each of its objects, in order. */
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

/** Event names, comments, blank lines and `[DONE]` add nothing; other text is shown as it is. */
function lineNote(chunk: Chunk): ChunkNote {
  const silent = typeof chunk.data === "string" && !/^data:(?! ?\[DONE\]\s*$)|[^\r\n][\r\n]+[^\r\n]/.test(chunk.data);
  return silent ? { kind: "empty", adds: "" } : bodyNote(chunk);
}
