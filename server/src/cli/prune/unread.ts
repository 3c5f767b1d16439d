/** Files that were asked for and of which nothing is known. */
import { uriOfPath } from "../../index/uris";
import type { Workspace } from "../../index/workspace";
import { recordingUnreadable } from "../../rules/unreadable";
import type { Found } from "../files";
import { complain } from "../output";

/** What is said of the others is not all then, and is complained about. `allowEmpty`: files that are no recordings are left out without a word. */
export function complainOfUnread({ index }: Workspace, found: readonly Found[], allowEmpty: boolean): void {
  for (const { path, shown } of found) {
    const [first] = index.inFile(uriOfPath(path));
    const finding = first?.findings.find(({ code }) => code === recordingUnreadable.code);
    if (finding !== undefined) complain(`${shown}: ${finding.message}`, 2);
    else if (first === undefined && !allowEmpty) complain(`${shown} is not a recording.`, 2);
  }
}
