import { opening } from "./opening";
import type { WorkspaceRule } from "./workspaceRule";

export const recordingName: WorkspaceRule = {
  code: "recording.name",
  severity: "hint",
  summary: "The file name is not a request hash, unlike the others in its folder, so replay never looks for it.",
  formats: ["ogx"],
  check(recording, world) {
    if (recording.hash !== undefined || recording.broken) return [];
    const { hashed, others } = world.namesIn(world.folderOf(recording.uri));
    if (hashed === 0 || hashed < others) return [];
    const message = "The file name is not a request hash, unlike the other names in this folder, so replay never looks for it.";
    return [{ range: opening, message }];
  },
};
