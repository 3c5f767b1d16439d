/** Failures of Tapedeck itself: told one by one to who asked for it, and otherwise in one sentence, since what was printed may lack something. */
import { stackOf } from "../errors";
import { logTo } from "../log";
import { complain, explainFailure } from "./output";

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

/** What ended the command: the sentence about it is said already, and it may be nobody's mistake but the machine's. */
export function tellWhere(error: unknown): void {
  if (isVerbose) explainFailure(stackOf(error));
}

/** At the end. */
export function tellOfFailures(): void {
  if (failures === 0) return;
  complain("An internal error occurred, so the output may be incomplete. Run with --verbose for details.", 2);
}
