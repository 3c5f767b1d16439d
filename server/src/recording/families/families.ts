/** All families, and which one a recording is of. */
import type { Recording } from "../recording";
import { noAnswer } from "./body";
import type { Family } from "./family";

export const unknownFamily: Family = {
  id: "unknown",
  title: "Unknown format",
  recognises: () => true,
  validate: () => [],
  reassemble: () => noAnswer("unknown"),
};

/** In the order in which they are asked. */
export const families: readonly Family[] = [];

/** The family of most of a recording's chunks; `unknown` when none recognises any. */
export function familyOf(recording: Recording): Family {
  return families.find((family) => recording.chunks.some((chunk) => family.recognises(chunk))) ?? unknownFamily;
}
