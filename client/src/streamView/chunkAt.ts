/** Which chunk a position in the JSON belongs to. */
import type { Range } from "vscode-languageserver-types";

interface Position {
  readonly line: number;
  readonly character: number;
}

const isBefore = (a: Position, b: Position): boolean => a.line < b.line || (a.line === b.line && a.character < b.character);

/** The index of the range that contains `position`; undefined between ranges. Ranges are in document order and do not overlap. */
export function chunkAt(ranges: readonly Range[], position: Position): number | undefined {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (!range) return undefined;
    if (isBefore(position, range.start)) high = middle - 1;
    else if (isBefore(range.end, position)) low = middle + 1;
    else return middle;
  }
  return undefined;
}
