/** Files that a command was to look at and that tell it nothing: what is said of them on standard error; the exit code is 2. */
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

/** The same, and of a recording that nobody may read, for commands that print no findings. */
export function complainOfUnread(workspace: Workspace, found: Found): void {
  const { index } = workspace;
  const uri = uriOfPath(found.path);
  complainOfOthers(workspace, found);
  // What is remembered for good was read.
  if (index.storedFile(uri)?.validity === "lasting") return;
  for (const { findings } of index.inFile(uri))
    for (const { code, message } of findings) if (code === recordingUnreadable.code) complain(`${found.shown}: ${message}`, 2);
}
