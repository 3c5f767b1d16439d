/** The rows of the chunk list and the marks of the time line: an event with its lines, or a single chunk. */
import type { ChunkNote, StreamView } from "../../server/src/protocol";

export interface Row extends ChunkNote {
  /** Its chunks, counted from 0. */
  readonly first: number;
  readonly last: number;
  /** The chunk to which its content is attributed. */
  readonly chunk: number;
  /** The event's name; null if it has none. */
  readonly name: string | null;
}

export function rowsOf({ answer: { notes }, events }: Pick<StreamView, "answer" | "events">): readonly Row[] {
  if (events.length === 0) return notes.map((note, chunk) => ({ ...note, first: chunk, last: chunk, chunk, name: null }));
  return events.map((event) => {
    const said = notes.slice(event.first, event.last + 1).find(({ kind }) => kind !== "empty");
    return { ...event, kind: said?.kind ?? "empty", adds: said?.adds ?? "" };
  });
}

/** The row of a chunk, from 0; null for none. */
export function rowAt(rows: readonly Row[], chunk: number | null): number | null {
  if (chunk === null) return null;
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.last ?? 0) < chunk) low = middle + 1;
    else high = middle;
  }
  return rows.length === 0 ? null : low;
}

/**
 * The rows that match a filter by kind, event name or content. A match may span rows: the content of all rows of one kind
 * is searched as one text. `wanted` is in lower case.
 */
export function filteredRows(rows: readonly Row[], wanted: string): readonly number[] {
  if (wanted === "") return rows.map((_, index) => index);
  const found = new Set<number>();
  for (const [index, { kind, name }] of rows.entries()) {
    if (kind.includes(wanted) || name?.toLowerCase().includes(wanted) === true) found.add(index);
  }
  for (const kind of new Set(rows.map((row) => row.kind))) for (const index of holding(rows, kind, wanted)) found.add(index);
  return [...found].sort((a, b) => a - b);
}

/** The rows of a kind whose joined content contains `wanted`. */
function* holding(rows: readonly Row[], kind: Row["kind"], wanted: string): Iterable<number> {
  const own = rows.flatMap(({ kind: other, adds }, index) => (other === kind ? [{ index, adds: adds.toLowerCase() }] : []));
  const text = own.map(({ adds }) => adds).join("");
  const starts: number[] = [];
  let length = 0;
  for (const { adds } of own) {
    starts.push(length);
    length += adds.length;
  }
  let at = 0;
  for (let hit = text.indexOf(wanted); hit >= 0; hit = text.indexOf(wanted, hit + 1)) {
    while ((starts[at + 1] ?? Infinity) <= hit) at++;
    for (let over = at; over < own.length && (starts[over] ?? 0) < hit + wanted.length; over++) {
      const row = own[over];
      if (row !== undefined && row.adds !== "") yield row.index;
    }
  }
}
