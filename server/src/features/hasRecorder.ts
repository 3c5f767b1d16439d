import type { Formats } from "../formats/formats";
import { isRecordingName } from "../formats/recorders";
import type { RecordingSummary } from "../index/store/summary";
import { baseName } from "../index/uris";

/** Whether Tapedeck can record it again: by its name a recorder may have made it, and by its content it is no cassette. */
export function hasRecorder({ uri, format }: Pick<RecordingSummary, "uri" | "format">, formats: Formats): boolean {
  return isRecordingName(baseName(uri)) && formats.all.find(({ id }) => id === format)?.isNamedByTest !== true;
}
