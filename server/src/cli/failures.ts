/** Failures of Tapedeck itself: told one by one to who asked for it, and otherwise in one sentence, since what was printed may lack something. */
import { logTo } from "../log";
import { complain, explainFailure } from "./output";

let failures = 0;

/** From now on they are counted, and with `verbose` written to standard error. */
export function logFailures(verbose: boolean): void {
  logTo({
    error: (message) => {
      failures++;
      if (verbose) explainFailure(message);
    },
  });
}

/** At the end. */
export function tellOfFailures(): void {
  if (failures === 0) return;
  complain("Something in Tapedeck itself failed, so the output may not be complete: --verbose tells what, for a bug report.", 2);
}
