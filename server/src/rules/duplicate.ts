import { parseNodeId } from "../pytest/nodeId";
import { isCommon } from "../recording/lookup";
import { opening } from "./opening";
import type { WorkspaceRule } from "./workspaceRule";

export const duplicate: WorkspaceRule = {
  code: "recording.duplicate",
  severity: "warning",
  summary: "The same request of the same test is recorded in two folders, and replay serves only one of them.",
  formats: ["ogx"],
  check(recording, world) {
    const path = recording.testId === undefined ? undefined : parseNodeId(recording.testId)?.path;
    const { lookup } = world.formatOf(recording.uri);
    if (path === undefined || recording.hash === undefined || lookup === undefined) return [];
    if (!isCommon(lookup, world.folderOf(recording.uri))) return [];
    // Other tests may be served recordings that were made outside of a test: a tool's results, a provider's list of models.
    if (recording.naming?.digest !== undefined || recording.family.startsWith("tool")) return [];
    const own = lookup.besideModule(path);
    const project = projectOf(world.folderOf(recording.uri), own);
    const first = world
      .sameHash(recording)
      .find(({ uri, testId }) => testId === recording.testId && world.folderOf(uri) === world.uriBelow(project, own));
    if (first === undefined || world.folderOf(first.uri) === world.folderOf(recording.uri)) return [];
    if (world.isSame(first.uri, recording.uri)) return [];
    const message = "Duplicate recording: replay serves the one next to the test, so this one is never used.";
    return [
      { range: opening, message, related: [{ uri: first.uri, range: opening, message: "The recording that replay serves." }] },
    ];
  },
};

/** The part of a path before the first folder that the test's path and the shared folder have in common. */
function projectOf(folder: string, own: string): string {
  const top = `/${own.slice(0, own.indexOf("/"))}/`;
  const at = `${folder}/`.lastIndexOf(top);
  return at < 0 ? folder : folder.slice(0, at);
}
