/** Files that a command was asked for and of which nothing is known: it is said on standard error, and the exit code is 2. */
import { readTextSync } from "../index/scan/readText";
import { uriOfPath } from "../index/uris";
import type { Workspace } from "../index/workspace";
import { recordingUnreadable } from "../rules/unreadable";
import type { Found } from "./files";
import { complain } from "./output";

export const isReadable = ({ path, roots }: Found): boolean => readTextSync(path, roots).kind === "text";

/** Of a file that is no recording, or is gone. */
export function complainOfOthers({ index }: Workspace, found: Found): void {
  if (index.idsIn(uriOfPath(found.path)).length > 0) return;
  complain(`${found.shown} ${isReadable(found) ? "is not a recording" : "cannot be read"}.`, 2);
}

/** The same, and of recordings that nobody may read, for commands that print no findings. `allowEmpty`: files that are no recordings are left out without a word. */
export function complainOfUnread(workspace: Workspace, found: readonly Found[], allowEmpty = false): void {
  const { index } = workspace;
  for (const each of found) {
    const uri = uriOfPath(each.path);
    const stored = index.storedFile(uri);
    if (stored === undefined && !(allowEmpty && isReadable(each))) complainOfOthers(workspace, each);
    // What is remembered for good was read.
    if (stored === undefined || stored.validity === "lasting") continue;
    const finding = index.inFile(uri)[0]?.findings.find(({ code }) => code === recordingUnreadable.code);
    if (finding) complain(`${each.shown}: ${finding.message}`, 2);
  }
}
