/** A recording of which nothing is known but its name. */
import type { Range } from "vscode-languageserver-types";
import { formatOfName, hashOfName } from "../../formats/byName";
import type { RecordingSummary } from "./summary";
import { baseName } from "../uris";

export const startOfFile: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

export function emptySummary(uri: string): RecordingSummary {
  return {
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
