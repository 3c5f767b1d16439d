/** Makes a family of a format: recognised by its table row, its text joined where the row says how. */
import { isObject } from "../json";
import type { Chunk, Recording } from "../recording";
import type { Reassembled } from "../reassembled";
import { joinParts, noteOf } from "./assembly";
import { bodyNote, errorOf, lastModel, tokenUsage } from "./body";
import type { Family } from "./family";
import type { Format } from "./formats";

export function familyFromFormat(format: Format): Family {
  return {
    id: format.id,
    title: format.title,
    mixesTypes: format.mixesTypes ?? false,
    recognises: (chunk) => fits(format, chunk),
    validate: () => [],
    reassemble: (recording) => reassemble(format, recording),
  };
}

function fits(format: Format, chunk: Chunk): boolean {
  if (typeof chunk.data === "string") return format.lines?.test(chunk.data) ?? false;
  if (chunk.type !== undefined && format.types?.test(chunk.type) === true) return true;
  return isObject(chunk.data) && format.looks?.(chunk.data) === true;
}

function reassemble(format: Format, recording: Recording): Reassembled {
  const read = recording.chunks.map((chunk) => (isObject(chunk.data) && fits(format, chunk) ? chunk.data : undefined));
  const parts = read.map((data) => (data === undefined ? [] : (format.parts?.(data) ?? [])));
  const { usage } = format;
  const counts =
    usage === undefined ? [] : read.map((data) => (data === undefined ? null : tokenUsage(usage.of(data), usage.names)));
  return {
    family: format.id,
    streaming: recording.response.isStreaming,
    model: format.model === undefined ? null : lastModel(read, ...format.model),
    choices: joinParts(parts),
    usage: counts.findLast((each) => each !== null) ?? null,
    error: errorOf(recording),
    disagreements: [],
    notes: recording.chunks.map((chunk, index) => noteOf(parts[index] ?? []) ?? bodyNote(chunk)),
  };
}
