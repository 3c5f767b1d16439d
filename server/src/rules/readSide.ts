/** What of a recording could not be read, so that nothing may be called the same by it. */
import type { Side } from "../recording/difference";
import type { RecordingFile } from "../recording/recordingFile";
import { misshapen, sortChunks } from "./chunks";
import { lackOfBody } from "./recordingShape";
import { sseProblems } from "./sseProblems";

/** A file as one side of a comparison. Never throws, whatever the text. */
export function readSide(file: RecordingFile): Side {
  return { file, unread: unreadParts(file) };
}

/** A sentence for each part that a client, or we, could not read; empty for a file that was read whole. */
function unreadParts(file: RecordingFile): readonly string[] {
  const { syntaxProblem, problems } = file;
  // What broken text lacks may merely be cut off.
  if (syntaxProblem !== undefined) return [syntaxProblem.message];
  if (problems.length > 0) return problems.map(({ message }) => message);
  const { envelope, foreign } = sortChunks(file);
  const ofEvents = sseProblems(file).map(({ report }) => report);
  return [...lackOfBody(file), ...envelope, ...foreign, ...misshapen(file), ...ofEvents].map(({ message }) => message);
}
