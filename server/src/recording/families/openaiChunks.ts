/** The chunks of OpenAI's two completion interfaces, whether they were kept as objects or as lines of server-sent events. */
import { isObject, type JsonObject } from "../json";
import type { ChunkNote, ProviderError, Usage } from "../reassembled";
import type { Chunk } from "../recording";
import { noParts, noteOf, type ChoicePart } from "./assembly";
import { bodyNote, tokenUsage } from "./body";
import { errorIn, saidIn } from "./told";

/** What stands in each chunk, and what it adds: both by the chunk's index. */
export interface ReadChunks {
  /** The object that was sent; undefined for a chunk of another family, and for a line without one. */
  readonly read: readonly (JsonObject | undefined)[];
  readonly parts: readonly (readonly ChoicePart[])[];
  /** The last failure that the provider reported in the middle of its answer. */
  readonly error: ProviderError | undefined;
}

/** Reads what `fits`; of several objects in one piece of text the last stands in `read`, and all of them in `parts`. */
export function readChunks(
  chunks: readonly Chunk[],
  fits: (chunk: Pick<Chunk, "type" | "data">) => boolean,
  partsOf: (data: JsonObject) => readonly ChoicePart[],
): ReadChunks {
  const read = chunks.map((chunk) => (isObject(chunk.data) && fits(chunk) ? chunk.data : undefined));
  const parts = read.map((data) => (data === undefined ? noParts : partsOf(data)));
  let error = chunks.reduce<ProviderError | undefined>((last, { data }) => failureIn(data) ?? last, undefined);
  if (!chunks.some(({ data }) => typeof data === "string")) return { read, parts, error };
  for (const { data, chunk } of saidIn(chunks)) {
    error = failureIn(data) ?? error;
    if (typeof chunks[chunk]?.data !== "string" || !fits({ type: undefined, data })) continue;
    read[chunk] = data;
    parts[chunk] = [...(parts[chunk] ?? noParts), ...partsOf(data)];
  }
  return { read, parts, error };
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

/** What a chunk adds; where it adds nothing to the answer, its usage or its role. */
export function noteFor(chunk: Chunk, data: JsonObject | undefined, parts: readonly ChoicePart[]): ChunkNote {
  // Around the data of server-sent events stand lines that add nothing.
  if (data === undefined) return typeof chunk.data === "string" ? { kind: "empty", adds: "" } : bodyNote(chunk);
  const note = noteOf(parts);
  if (note !== undefined && note.kind !== "role") return note;
  const usage = usageOf(data);
  if (usage !== null) return { kind: "usage", adds: `${usage.inputTokens ?? "?"} in, ${usage.outputTokens ?? "?"} out` };
  return note ?? { kind: "empty", adds: "" };
}
