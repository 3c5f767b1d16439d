/**
 * `tapedeck textconv FILE` by itself: git runs it for both sides of every file that it compares, so starting is most of the work. In one file, and
 * without what reads options, it starts in two thirds of the time.
 */
import { logFailures, reportingFailures } from "./failures";
import { printForGit } from "./printForGit";

/** @param path The file to print. */
export async function textconv(path: string): Promise<void> {
  logFailures(false);
  await reportingFailures(() => printForGit(path));
}
