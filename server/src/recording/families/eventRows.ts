/** Groups the chunks of an event stream by event, as browsers' developer tools list them: each line belongs to its event. */
import type { Chunk } from "../recording";
import { sseEvents } from "./sse";

export interface EventRow {
  /** Its first chunk, including comments and blank lines since the previous event. */
  readonly first: number;
  readonly last: number;
  /** The chunk with which its data is complete, to which its content is attributed. */
  readonly chunk: number;
  /** From its `event:` line; null if there is none. */
  readonly name: string | null;
}

/** Empty if the chunks are not lines of events, such as if each is an event, several events or a piece of one. */
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
