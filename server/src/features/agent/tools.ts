/** The tools that need nothing but the workspace. */
import { checkRecordings } from "./checkRecordings";
import { explainMiss } from "./explainMiss";
import { findRecordings } from "./findRecordings";
import { listTests } from "./listTests";
import { previewFix } from "./previewFix";
import { readRecording } from "./readRecording";
import type { Tool } from "./tool";
import { unusedRecordings } from "./unusedRecordings";

/** Those that editors offer to their own agents. */
export const editorTools: readonly Tool[] = [findRecordings, readRecording, explainMiss];

export const workspaceTools: readonly Tool[] = [
  findRecordings,
  listTests,
  readRecording,
  checkRecordings,
  explainMiss,
  unusedRecordings,
  previewFix,
];
