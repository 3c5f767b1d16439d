/** Complains about files that were asked for and could not be read; the exit code is then 2. */
import { readTextSync } from "../index/scan/readText";
import { uriOfPath } from "../index/uris";
import type { Workspace } from "../index/workspace";
import { recordingUnreadable } from "../rules/unreadable";
import type { Found } from "./files";
import { complain } from "./output";

export const isReadable = ({ path, roots }: Found): boolean => readTextSync(path, roots).kind === "text";

/** Complains about a file that is not a recording, or no longer exists. */
export function complainOfOthers({ index }: Workspace, found: Found): void {
  if (index.idsIn(uriOfPath(found.path)).length > 0) return;
  complain(`${found.shown} ${isReadable(found) ? "is not a recording" : "cannot be read"}.`, 2);
}

/**
 * The same, and complains about recordings that could not be read, for commands that print no findings. `allowEmpty` skips files that are not
 * recordings.
 */
export function complainOfUnread(workspace: Workspace, found: readonly Found[], allowEmpty = false): void {
  const { index } = workspace;
  for (const each of found) {
    const uri = uriOfPath(each.path);
    const stored = index.storedFile(uri);
    if (stored === undefined && !(allowEmpty && isReadable(each))) complainOfOthers(workspace, each);
    complainIfUnread(workspace, uri, each.shown);
  }
}

/** Complains of a file, by the name that the user knows, which nobody may read. */
export function complainIfUnread({ index }: Workspace, uri: string, shown: string): void {
  const stored = index.storedFile(uri);
  // What is remembered for good was read.
  if (stored === undefined || stored.validity === "lasting") return;
  const finding = index.inFile(uri)[0]?.findings.find(({ code }) => code === recordingUnreadable.code);
  if (finding) complain(`${shown}: ${finding.message}`, 2);
}
