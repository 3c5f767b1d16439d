/** A recording of which nothing is known but its name. */
import { formats as knownFormats, type Formats } from "../../formats/formats";
import { fileOf, type RecordingId } from "../../recordingId";
import { startOfFile } from "../positions";
import type { RecordingSummary } from "./summary";
import { baseName } from "../uris";

export function emptySummary(id: RecordingId, formats: Formats = knownFormats): RecordingSummary {
  const uri = fileOf(id);
  const name = baseName(uri);
  return {
    id,
    uri,
    identity: "",
    format: formats.ofName(name).id,
    testId: undefined,
    testIdRange: startOfFile,
    parameterRange: undefined,
    hash: formats.hashOfName(name),
    naming: undefined,
    family: "unknown",
    model: undefined,
    streaming: false,
    chunkCount: 0,
    asked: "",
    preview: "",
    finishReasons: [],
    inputTokens: undefined,
    outputTokens: undefined,
    answeredOn: undefined,
    conversation: [],
    fingerprints: [],
    references: [],
    quotedCalls: [],
    broken: true,
    findings: [],
  };
}
