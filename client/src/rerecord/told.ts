/** Messages about recordings that were accepted together, and those that were not. */
import { keptUnproduced } from "../../../server/src/rerecord/describe";
import type { ReviewEntry } from "../../../server/src/rerecord/review";
import type { OpenReview } from "./openReview";
import { nameOfEntry } from "./reviewTree";

/** For what was accepted or removed. */
export function accepted(entries: readonly ReviewEntry[]): string {
  const removed = entries.filter(({ kind }) => kind === "unproduced").length;
  const written = entries.length - removed;
  const [only] = entries;
  if (only && entries.length === 1) return `${removed === 1 ? "Removed" : "Accepted"} ${nameOfEntry(only)}.`;
  const parts = [...(written > 0 ? [`Accepted ${written} recordings`] : []), ...(removed > 0 ? [`removed ${removed}`] : [])];
  const sentence = parts.join(", ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

/** For what a newer run recorded again. */
export function leftOut(older: readonly ReviewEntry[]): readonly string[] {
  const count = older.filter(({ kind }) => kind !== "same-meaning").length;
  if (count === 0) return [];
  const what = count === 1 ? "1 recording of an older run was" : `${count} recordings of older runs were`;
  return [`${what} left out, because a newer run recorded the same.`];
}

/** For new or changed recordings that stay open because their test did not pass. */
export function leftFailed(entries: readonly ReviewEntry[]): readonly string[] {
  const count = entries.filter((entry) => isNew(entry) && entry.outcome !== "passed").length;
  if (count === 0) return [];
  if (count === 1) return ["1 recording was left to review, because its test did not pass."];
  return [`${count} recordings were left to review, because their tests did not pass.`];
}

/** For new or changed recordings that stay open because a newer run of their test did not pass. */
export function leftContested(entries: readonly ReviewEntry[]): readonly string[] {
  const count = entries.filter(isNew).length;
  if (count === 0) return [];
  const what = count === 1 ? "1 recording of an older run was" : `${count} recordings of older runs were`;
  return [`${what} left to review, because a newer run of the same test did not pass.`];
}

/** For when nothing new is left to accept. */
export function keptIn(review: OpenReview): readonly string[] {
  if (review.entries.some((entry) => review.isOpen(entry) && isNew(entry))) return [];
  const kept = keptUnproduced(review.entries, (entry) => review.decisionOn(entry).kind === "accepted");
  return kept === undefined ? [] : [`${kept.sentence}.`];
}

export const isNew = ({ kind }: ReviewEntry): boolean => kind === "changed" || kind === "new";
