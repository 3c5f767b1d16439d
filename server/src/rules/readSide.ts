/** What of a recording cannot be read, so that it must not be called equal to another. */
import type { Side } from "../recording/difference";
import type { RecordingInDocument } from "../recording/recordingDocument";
import { misshapen } from "./chunks";
import { lackOfBody } from "./recordingShape";
import { maskedFiles, maskMessage, maskSecrets } from "./secrets/mask";
import { sseProblems } from "./sseProblems";

/** One side of a comparison. Never throws, whatever the text. */
export function readSide(file: RecordingInDocument): Side {
  return { file, unread: unreadParts(file) };
}

/** Masks the credentials of all sides, so that different credentials stay different. */
export function maskedSides(...sides: readonly Side[]): readonly Side[] {
  const masked = maskedFiles(...sides.flatMap(({ file }) => file ?? []));
  let at = 0;
  return sides.map(({ file, unread }) => {
    const messages = unread.map((message) => (file === undefined ? maskSecrets(message) : maskMessage(file, message)));
    return { file: file && masked[at++], unread: messages };
  });
}

/** A sentence for each part that a client, or Tapedeck, cannot read; empty if everything can be read. */
function unreadParts(file: RecordingInDocument): readonly string[] {
  const { document, problems } = file;
  // Parts that are missing from broken text may only be cut off.
  if (document.source.problem !== undefined) return [document.source.problem.message];
  if (problems.length > 0) return problems.map(({ message }) => message);
  const { envelope, foreign } = file.sorted;
  const ofEvents = sseProblems(file).map(({ report }) => report);
  return [...lackOfBody(file), ...envelope, ...foreign, ...misshapen(file), ...ofEvents].map(({ message }) => message);
}
