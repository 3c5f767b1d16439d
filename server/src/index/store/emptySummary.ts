/** A recording of which nothing is known but its name. */
import type { Range } from "vscode-languageserver-types";
import { formatOfName, hashOfName } from "../../formats/byName";
import { fileOf, type RecordingId } from "../../recordingId";
import type { RecordingSummary } from "./summary";
import { baseName } from "../uris";

export const startOfFile: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

export function emptySummary(id: RecordingId): RecordingSummary {
  const uri = fileOf(id);
  return {
    id,
    uri,
    format: formatOfName(baseName(uri)).id,
    testId: undefined,
    testIdRange: startOfFile,
    parameterRange: undefined,
    hash: hashOfName(baseName(uri)),
    naming: undefined,
    family: "unknown",
    model: undefined,
    streaming: false,
    chunkCount: 0,
    preview: "",
    finishReasons: [],
    inputTokens: undefined,
    outputTokens: undefined,
    conversation: [],
    fingerprints: [],
    references: [],
    quotedCalls: [],
    broken: true,
    findings: [],
  };
}
