/**
 * A separate program for `tapedeck textconv FILE`: git runs it for both sides of every file that it compares, so most of the time goes into starting.
 * As a single file, and without parsing options, it starts in four fifths of the time.
 */
import { logFailures, reportingFailures } from "./failures";
import { printForGit } from "./printForGit";

/** `path` is the file to print. */
export async function textconv(path: string): Promise<void> {
  logFailures(false);
  await reportingFailures(() => printForGit(path));
}
