/** All families, and which one a recording is of. A new family is one more entry. */
import type { Chunk, Recording } from "../recording";
import { bodyNote, errorOf, isErrorBody, noAnswer } from "./body";
import type { Family } from "./family";
import { formats } from "./formats";
import { familyFromFormat } from "./fromFormat";
import { openaiChat } from "./openaiChat";

/** In the order in which they are asked. */
export const families: readonly Family[] = [openaiChat, ...formats.map(familyFromFormat)];

/** What no family recognises: shown as its raw chunks, never with errors. */
export const unknownFamily = asItIs("unknown", "Unknown format");
const exceptionFamily = asItIs("exception", "Exception");
const errorFamily = asItIs("error", "Error response");

/** The family of most of a recording's chunks; failures and unknown formats are families of their own. */
export function familyOf(recording: Recording | undefined): Family {
  if (recording === undefined) return unknownFamily;
  const { response, chunks } = recording;
  if (chunks.length === 0) return response.exception === undefined ? unknownFamily : exceptionFamily;
  if ((response.status ?? 0) >= 400 || isErrorBody(recording)) return errorFamily;
  return mostCommon(chunks.map(familyOfChunk)) ?? unknownFamily;
}

/** The family that recognises a chunk by itself; undefined when none does. */
export function familyOfChunk(chunk: Chunk): Family | undefined {
  return families.find((family) => family.recognises(chunk));
}

/** The value that occurs most often, the first of them when several do; undefined for none. */
export function mostCommon<T>(values: readonly (T | undefined)[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: T | undefined;
  for (const [value, count] of counts) if (best === undefined || count > (counts.get(best) ?? 0)) best = value;
  return best;
}

function asItIs(id: string, title: string): Family {
  return {
    id,
    title,
    recognises: () => false,
    validate: () => [],
    reassemble: (recording) => ({
      ...noAnswer(id),
      streaming: recording.response.isStreaming,
      error: errorOf(recording),
      disagreements: [],
      notes: recording.chunks.map(bodyNote),
    }),
  };
}
