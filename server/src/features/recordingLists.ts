/** The order in which lists show a test's recordings. */
import type { RecordingSummary } from "../index/store/summary";
import { families } from "../recording/families/families";

const asides = new Map(families.flatMap(({ id, aside }) => (aside === undefined ? [] : [[id, aside] as const])));

/** The noun for a recording that is not an answer to its test, such as "model list"; undefined for an answer. */
export function asideOf({ family }: RecordingSummary): string | undefined {
  return asides.get(family);
}

/** Puts answers first; otherwise keeps the order. */
export function answersFirst(recordings: readonly RecordingSummary[]): readonly RecordingSummary[] {
  const isAside = (recording: RecordingSummary) => asideOf(recording) !== undefined;
  return [...recordings.filter((each) => !isAside(each)), ...recordings.filter(isAside)];
}
