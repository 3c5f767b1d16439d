import { namePlace } from "../recording/json";
import { isCommon } from "../recording/lookup";
import { parseNodeId } from "../pytest/nodeId";
import type { Layout, WorkspaceRule } from "./workspaceRule";

export const misplaced: WorkspaceRule = {
  code: "recording.misplaced",
  severity: "warning",
  summary: "The recording is in a folder where replay of its test does not look.",
  formats: ["ogx"],
  check(recording, world) {
    const state = world.testOf(recording);
    const { lookup } = world.formatOf(recording.uri);
    const { testId: about } = recording;
    const path = about === undefined ? undefined : parseNodeId(about)?.path;
    // Only the hash tells which test a recording belongs to. Without a hash, or if replay finds it without a test, no folder is wrong.
    if (
      state.kind !== "found" ||
      about === undefined ||
      path === undefined ||
      recording.hash === undefined ||
      recording.naming === undefined
    )
      return [];
    if (lookup === undefined || recording.family.startsWith("tool")) return [];
    const folder = world.folderOf(recording.uri);
    const own = lookup.besideModule(path);
    const home = world.uriBelow(state.root, own);
    if (folder === home || isCommon(lookup, folder) || folder.startsWith(`${home}/`)) return [];
    if (!keepsToFolders(world.layout(state.root), home) || world.isSame(folder, home)) return [];
    const message = `The recording is in ${namePlace(world.pathFrom(state.root, folder))} but replay of its test looks in ${namePlace(own)} and in the common recordings, so it is not found.`;
    return [{ range: recording.testIdRange, message, about }];
  },
};

/** Whether this suite keeps recordings next to their tests. A suite with a single folder has some next to their tests by chance. */
function keepsToFolders({ beside, away }: Layout, home: string): boolean {
  const total = [...beside.values()].reduce((sum, count) => sum + count, 0);
  return total > away && (beside.has(home) || beside.size > 1);
}
