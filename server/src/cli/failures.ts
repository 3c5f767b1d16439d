/** Failures of Tapedeck itself: each one is printed with `--verbose`, otherwise one sentence warns that the output may be incomplete. */
import { stackOf } from "../errors";
import { logTo } from "../log";
import { complain, explainFailure } from "./output";

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

/** Prints the stack of the error that ended the command, with `--verbose`; the sentence about it was printed already. */
export function tellWhere(error: unknown): void {
  if (isVerbose) explainFailure(stackOf(error));
}

/** Called at the end: warns if there were failures. */
export function tellOfFailures(): void {
  if (failures === 0) return;
  complain("An internal error occurred, so the output may be incomplete. Run with --verbose for details.", 2);
}
