/** What fails in Tapedeck itself fails the test in which it does, in this process, in a server of its own and at the command line. */
import { afterEach, beforeEach, expect } from "vitest";
import { logTo } from "../../server/src/log";

const failures: string[] = [];

/** Something of ours failed, said in another process. */
export function noteFailure(message: string): void {
  failures.push(message);
}

/** What failed so far, for a test that makes something fail. */
export function takeFailures(): readonly string[] {
  return failures.splice(0);
}

beforeEach(() => logTo({ error: noteFailure }));

afterEach(() => expect(takeFailures(), "failures of Tapedeck itself").toEqual([]));
