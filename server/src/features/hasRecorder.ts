import { isRecordable } from "../formats/recorders";
import type { RecordingSummary } from "../index/store/summary";
import { baseName } from "../index/uris";

/** Whether Tapedeck can record it again, because there is a recorder for its format. */
export function hasRecorder({ uri, format }: Pick<RecordingSummary, "uri" | "format">): boolean {
  return isRecordable(format, baseName(uri));
}
