/** Which chunks have findings. */
import type { Severity, StreamView } from "../../server/src/protocol";
import { chunkAt } from "../src/streamView/chunkAt";

const worst: readonly Severity[] = ["error", "warning", "information", "hint"];

/** By chunk, from 0, the worst severity of the findings that begin in it. Findings elsewhere in the file are left out. */
export function flagsOf({ findings, chunkRanges, answer }: StreamView): ReadonlyMap<number, Severity> {
  const flags = new Map<number, Severity>();
  if (!answer.streaming) return flags;
  for (const { range: first, also = [], severity } of findings) {
    for (const { range } of [{ range: first }, ...also]) {
      const chunk = chunkAt(chunkRanges, range.start);
      if (chunk === undefined) continue;
      const known = flags.get(chunk);
      if (known === undefined || worst.indexOf(severity) < worst.indexOf(known)) flags.set(chunk, severity);
    }
  }
  return flags;
}
