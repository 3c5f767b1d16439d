import type { DocumentedRule } from "./rule";

/** Found by whoever reads, for there is no text that a rule could look at. */
export const recordingUnreadable: DocumentedRule = {
  code: "recording.unreadable",
  severity: "warning",
  summary: "The file cannot be read: no permission, more than 50 MB, or a link that leaves the workspace.",
};
