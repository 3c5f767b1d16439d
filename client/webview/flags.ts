/** Which rows of the stream have findings. */
import type { Severity, StreamView } from "../../server/src/protocol";
import { chunkAt } from "../src/streamView/chunkAt";
import { rowAt, type Row } from "./rows";

const worst: readonly Severity[] = ["error", "warning", "information", "hint"];

/** By row, from 0, the worst severity of the findings that start in it. Findings elsewhere in the file are ignored. */
export function flagsOf({ findings, chunkRanges, answer }: StreamView, rows: readonly Row[]): ReadonlyMap<number, Severity> {
  const flags = new Map<number, Severity>();
  if (!answer.streaming) return flags;
  for (const { range: first, also = [], severity } of findings) {
    for (const { range } of [{ range: first }, ...also]) {
      const row = rowAt(rows, chunkAt(chunkRanges, range.start) ?? null);
      if (row === null) continue;
      const known = flags.get(row);
      if (known === undefined || worst.indexOf(severity) < worst.indexOf(known)) flags.set(row, severity);
    }
  }
  return flags;
}
