import type { DocumentedRule } from "./rule";

/** Reported by the reader, because a rule has no text to check. */
export const recordingUnreadable: DocumentedRule = {
  code: "recording.unreadable",
  severity: "warning",
  summary: "The file cannot be read: no permission, more than 50 MB, or a link that leaves the workspace.",
};
