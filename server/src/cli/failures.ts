/** Failures of Tapedeck itself: each one is printed with `--verbose`, otherwise one sentence warns that the output may be incomplete. */
import { knownReason, messageOf, stackOf, UserError } from "../errors";
import { logTo } from "../log";
import { complain, endWithReader, explainFailure } from "./output";

let failures = 0;
let isVerbose = false;

/** Starts counting failures; `verbose` also prints each to standard error. */
export function logFailures(verbose: boolean): void {
  isVerbose = verbose;
  logTo({
    error: (message) => {
      failures++;
      if (verbose) explainFailure(message);
    },
  });
}

/** Runs a command, and reports why it failed. Never rejects. */
export async function reportingFailures(run: () => Promise<void>): Promise<void> {
  endWithReader();
  try {
    await run();
  } catch (error) {
    complain(whatEnded(error), 2);
    // Only on request, because it may be no mistake of ours but a problem of the machine.
    if (isVerbose) explainFailure(stackOf(error));
  } finally {
    if (failures > 0) complain("An internal error occurred, so the output may be incomplete. Run with --verbose for details.", 2);
  }
}

function whatEnded(error: unknown): string {
  if (error instanceof UserError) return error.message;
  const reason = knownReason(error);
  return reason === undefined ? `Unexpected error: ${messageOf(error)}` : `The command did not complete: ${reason}.`;
}
