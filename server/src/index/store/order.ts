/** The order of lists of recordings: by test, then turn, then what is read first of them, then file. */
import { inFileOrder } from "../../recordingId";
import type { RecordingSummary } from "./summary";

type Keyed = Pick<RecordingSummary, "testId" | "id" | "uri">;

/** `turn` compares two recordings of the same test. */
export function byTestThenTurn(a: Keyed, b: Keyed, turn: number): number {
  return compare(a.testId ?? "", b.testId ?? "") || turn || compare(a.uri, b.uri) || inFileOrder(a.id, b.id);
}

/** By UTF-16 code units, as `sort` does it. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
