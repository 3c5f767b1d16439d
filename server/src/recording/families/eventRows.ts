/** The chunks of a recorded event stream by event, as browsers' developer tools list one: the lines belong to the event that they make up. */
import type { Chunk } from "../recording";
import { sseEvents } from "./sse";

export interface EventRow {
  /** The chunks that belong to it: its lines, and what stands before them since the event before (comments, blank lines). */
  readonly first: number;
  readonly last: number;
  /** The chunk with which its data is complete: what the event adds is put down to it. */
  readonly chunk: number;
  /** From its `event:` line; null where there is none. */
  readonly name: string | null;
}

/** Empty where the chunks are not lines of events: where each is an event, or holds several or pieces of them. */
export function eventRows(chunks: readonly Chunk[]): readonly EventRow[] {
  if (chunks.some(({ data }) => typeof data !== "string")) return [];
  const events = sseEvents(chunks);
  const rows: EventRow[] = [];
  for (const { firstChunk, lastChunk, chunk, event } of events) {
    const first = (rows.at(-1)?.last ?? -1) + 1;
    if (firstChunk < first) return [];
    rows.push({ first, last: lastChunk, chunk, name: event ?? null });
  }
  const end = rows.at(-1);
  if (end === undefined || rows.length === chunks.length) return [];
  rows[rows.length - 1] = { ...end, last: chunks.length - 1 };
  return rows;
}
