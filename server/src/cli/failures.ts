/** Failures of Tapedeck itself: told one by one to who asked for it, and otherwise in one sentence, since what was printed may lack something. */
import { messageOf, stackOf } from "../errors";
import { logTo } from "../log";
import { complain, endWithReader, explainFailure } from "./output";

let failures = 0;
let isVerbose = false;

/** From now on they are counted, and with `verbose` written to standard error. */
export function logFailures(verbose: boolean): void {
  isVerbose = verbose;
  logTo({
    error: (message) => {
      failures++;
      if (verbose) explainFailure(message);
    },
  });
}

/** Runs a command, and reports what made it fail. Never rejects. */
export async function reportingFailures(run: () => Promise<void>): Promise<void> {
  endWithReader();
  try {
    await run();
  } catch (error) {
    complain(`Unexpected error: ${messageOf(error)}`, 2);
    // The sentence may be nobody's mistake but the machine's.
    if (isVerbose) explainFailure(stackOf(error));
  } finally {
    if (failures > 0) complain("An internal error occurred, so the output may be incomplete. Run with --verbose for details.", 2);
  }
}
