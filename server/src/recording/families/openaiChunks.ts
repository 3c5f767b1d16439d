/** The chunks of OpenAI's two completion interfaces, whether they were kept as objects or as lines of server-sent events. */
import { isObject, listOf, type JsonObject } from "../json";
import type { Choice, ChunkNote, ProviderError, Usage } from "../reassembled";
import type { Chunk } from "../recording";
import { Joiner, noteOf, type ChoicePart } from "./assembly";
import { bodyNote, tokenUsage } from "./body";
import { errorIn, spokenIn, type Spoken } from "./declared";

/** What a family reads in its chunks. */
export interface ReadChunks {
  /** All objects of the family, in order; a piece of text may hold several. */
  readonly said: readonly Spoken[];
  /** The last failure that the provider reported in the middle of its answer. */
  readonly error: ProviderError | undefined;
}

/** Whether an object of this `__type__` is of the family. */
type Fits = (type: string | undefined, data: JsonObject) => boolean;
/** What one choice of an object adds; `position` counts the choices of the object. */
type PartOf = (choice: JsonObject, position: number) => ChoicePart;

export function readChunks(chunks: readonly Chunk[], fits: Fits): ReadChunks {
  const said: Spoken[] = [];
  let error: ProviderError | undefined;
  for (const each of spokenIn(chunks)) {
    const chunk = chunks[each.chunk];
    error = failureIn(each.data) ?? error;
    if (fits(typeof chunk?.data === "string" ? undefined : chunk?.type, each.data)) said.push(each);
  }
  return { said, error };
}

/** The last that any of the chunks tells: models change their names, and providers repeat counts as they grow. Of several objects in one chunk the last is asked. */
export function lastTold<T>({ said }: ReadChunks, of: (data: JsonObject) => T | null): T | null {
  for (let at = said.length - 1; at >= 0; at--) {
    const each = said[at];
    const told = each === undefined || each.chunk === said[at + 1]?.chunk ? null : of(each.data);
    if (told !== null) return told;
  }
  return null;
}

/** Joins what the choices of all objects add. */
export function joinChoices({ said }: ReadChunks, partOf: PartOf): Choice[] {
  const joiner = new Joiner();
  for (const { data, chunk } of said) {
    if (!Array.isArray(data.choices)) continue;
    let position = 0;
    for (const choice of data.choices as readonly unknown[]) if (isObject(choice)) joiner.add(chunk, partOf(choice, position++));
  }
  return joiner.build();
}

/** What stands in each chunk, and what it adds. */
export interface ByChunk {
  /** undefined for a chunk of another family, and for a line without an object. */
  readonly read: readonly (JsonObject | undefined)[];
  readonly parts: readonly (readonly ChoicePart[])[];
}

/** The same by the chunk's index. */
export function byChunk(chunks: readonly Chunk[], { said }: ReadChunks, partOf: PartOf): ByChunk {
  const read: (JsonObject | undefined)[] = chunks.map(() => undefined);
  const parts: ChoicePart[][] = chunks.map(() => []);
  for (const { data, chunk } of said) {
    read[chunk] = data;
    for (const part of listOf(data.choices).filter(isObject).map(partOf)) parts[chunk]?.push(part);
  }
  return { read, parts };
}

function failureIn(data: unknown): ProviderError | undefined {
  return isObject(data) && isObject(data.error) ? errorIn(data.error) : undefined;
}

/** Whether a line of server-sent events says that its object is one of these. */
export function isLineOf(line: string, object: string): boolean {
  return line.startsWith("data:") && (line.includes(`"object":"${object}"`) || line.includes(`"object": "${object}"`));
}

export function usageOf(data: JsonObject): Usage | null {
  return tokenUsage(data.usage, ["prompt_tokens", "completion_tokens", "total_tokens"]);
}

export function notesOf(chunks: readonly Chunk[], { read, parts }: ByChunk): ChunkNote[] {
  return chunks.map((chunk, index) => noteFor(chunk, read[index], parts[index] ?? []));
}

/** What a chunk adds; where it adds nothing to the answer, its usage or its role. */
function noteFor(chunk: Chunk, data: JsonObject | undefined, parts: readonly ChoicePart[]): ChunkNote {
  // Around the data of server-sent events stand lines that add nothing.
  if (data === undefined) return typeof chunk.data === "string" ? { kind: "empty", adds: "" } : bodyNote(chunk);
  const note = noteOf(parts);
  if (note !== undefined && note.kind !== "role") return note;
  const usage = usageOf(data);
  if (usage !== null) return { kind: "usage", adds: `${usage.inputTokens ?? "?"} in, ${usage.outputTokens ?? "?"} out` };
  return note ?? { kind: "empty", adds: "" };
}
