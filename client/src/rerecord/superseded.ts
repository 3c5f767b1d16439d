/** Runs under review that recorded the same: the newest counts. */
import type { ReviewEntry } from "../../../server/src/rerecord/review";
import type { OpenReview } from "./openReview";

/**
 * Undecided entries of each run that a newer run under review recorded again: files that it wrote, and all recordings of the tests that it
 * recorded. An entry replaces nothing if its test did not pass, if it was rejected, or if it may belong to tests that were not run.
 */
export function superseded(reviews: readonly OpenReview[]): ReadonlyMap<OpenReview, readonly ReviewEntry[]> {
  const found = new Map<OpenReview, readonly ReviewEntry[]>();
  const [paths, tests] = [new Set<string>(), new Set<string>()];
  for (const review of newestFirst(reviews)) {
    const isOlder = ({ path, testId }: ReviewEntry) => paths.has(path) || (testId !== undefined && tests.has(testId));
    const older = review.entries.filter((entry) => review.isOpen(entry) && isOlder(entry));
    if (older.length > 0) found.set(review, older);
    const newest = review.entries.filter((entry) => !isOlder(entry) && review.isStanding(entry));
    for (const { path, testId } of newest) {
      paths.add(path);
      if (testId !== undefined && review.recordsAll) tests.add(testId);
    }
  }
  return found;
}

/**
 * Undecided entries of tests that a newer, undecided run repeated without success: neither should be accepted without
 * a review.
 */
export function contested(reviews: readonly OpenReview[]): ReadonlySet<ReviewEntry> {
  const found = new Set<ReviewEntry>();
  const [paths, tests] = [new Set<string>(), new Set<string>()];
  for (const review of newestFirst(reviews)) {
    const open = review.entries.filter((entry) => review.isOpen(entry));
    for (const entry of open) {
      if (paths.has(entry.path) || (entry.testId !== undefined && tests.has(entry.testId))) found.add(entry);
    }
    for (const { path, testId, outcome } of open) {
      if (outcome === "passed") continue;
      paths.add(path);
      if (testId !== undefined) tests.add(testId);
    }
  }
  return found;
}

const newestFirst = (reviews: readonly OpenReview[]) => [...reviews].sort((a, b) => (a.began < b.began ? 1 : -1));
