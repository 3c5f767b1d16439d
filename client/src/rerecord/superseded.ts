/** Runs under review that recorded the same: the newest counts. */
import type { ReviewEntry } from "../../../server/src/rerecord/review";
import type { OpenReview } from "./openReview";

/**
 * What of each run is not decided on and was recorded again by a newer one, which is under review as well: files that it wrote, and all of the tests that it
 * recorded. Nothing takes the place of anything where its test did not pass, where it was rejected, or where it is of tests that were not run.
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
 * What is not decided on of tests that a newer run, which is not decided on either, has run again without success: neither of the two is to be taken without
 * a look at it.
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
