/** The tools that only need the workspace. */
import { checkRecordings } from "./checkRecordings";
import { explainMiss } from "./explainMiss";
import { findRecordings } from "./findRecordings";
import { listTests } from "./listTests";
import { previewFix } from "./previewFix";
import { readRecording } from "./readRecording";
import type { Requests } from "../../protocol";
import type { Services } from "../services";
import { callTool } from "./call";
import type { Tool } from "./tool";
import { unusedRecordings } from "./unusedRecordings";

/** Those that editors offer to their own agents. */
export const editorTools: readonly Tool[] = [findRecordings, readRecording, explainMiss];

/** `tapedeck/agentTool` */
export async function answerAgent(
  services: Services,
  name: string,
  input: unknown,
): Promise<Requests["tapedeck/agentTool"]["result"]> {
  const tool = editorTools.find((each) => each.name === name);
  if (tool === undefined) return null;
  const { text } = await callTool(services, tool, input);
  return { text };
}

export const workspaceTools: readonly Tool[] = [
  findRecordings,
  listTests,
  readRecording,
  checkRecordings,
  explainMiss,
  unusedRecordings,
  previewFix,
];
