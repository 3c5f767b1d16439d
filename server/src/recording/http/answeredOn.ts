/** When a recorded HTTP request was answered, as the recording itself says. */
import { objectOf, stringOf } from "../json";
import type { Recording } from "../recording";
import { headerOf, readHeaders } from "./headers";

/** The day of the answer in UTC, as in 2025-03-31: from its `date` header, else from the recorder's `recorded_at`; undefined where neither says it. */
export function answeredOn({ surroundings: { file, response } }: Recording): string | undefined {
  const said = headerOf(readHeaders(response["headers"]), "date") ?? stringOf(objectOf(file)["recorded_at"]) ?? "";
  // A redaction or a lone number is not a date, whatever the parser makes of it.
  const time = /\b(?:19|20)\d\d\b/.test(said) ? Date.parse(said) : NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().slice(0, 10);
}
