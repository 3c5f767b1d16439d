/** When a recorded HTTP request was answered, according to the recording. */
import { objectOf, stringOf } from "../json";
import type { Recording } from "../recording";
import { headerOf, readHeaders } from "./headers";

/**
 * The date of the answer in UTC, such as 2025-03-31: from its `date` header, or else from the recorder's `recorded_at`; undefined if neither has one.
 */
export function answeredOn({ surroundings: { file, response } }: Recording): string | undefined {
  const said = headerOf(readHeaders(response["headers"]), "date") ?? stringOf(objectOf(file)["recorded_at"]) ?? "";
  // A redacted value or a plain number is not a date, even if it can be parsed as one.
  const time = /\b(?:19|20)\d\d\b/.test(said) ? Date.parse(said) : NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().slice(0, 10);
}
