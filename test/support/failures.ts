/** Failures in Tapedeck itself fail the test in which they happen, in this process, in a server of its own, and on the command line. */
import { afterEach, beforeEach, expect } from "vitest";
import { logTo } from "../../server/src/log";

const failures: string[] = [];

/** Records a failure reported by another process. */
export function noteFailure(message: string): void {
  failures.push(message);
}

/** The failures so far, for a test that causes one on purpose. */
export function takeFailures(): readonly string[] {
  return failures.splice(0);
}

beforeEach(() => logTo({ error: noteFailure }));

afterEach(() => expect(takeFailures(), "failures of Tapedeck itself").toEqual([]));
