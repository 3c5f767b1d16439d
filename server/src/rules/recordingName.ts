import { opening } from "./opening";
import type { WorkspaceRule } from "./workspaceRule";

export const recordingName: WorkspaceRule = {
  code: "recording.name",
  severity: "hint",
  summary: "The file's name is no hash though the others in its folder are, so replay never looks for it.",
  formats: ["ogx"],
  check(recording, world) {
    if (recording.hash !== undefined || recording.broken) return [];
    const { hashed, others } = world.namesIn(world.folderOf(recording.uri));
    if (hashed === 0 || hashed < others) return [];
    const message =
      "The other recordings here are named by the hash of their request and this one is not, so replay never finds it.";
    return [{ range: opening, message }];
  },
};
