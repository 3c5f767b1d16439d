/** Unpacks summaries on demand and keeps the most recently used. */
import type { Formats } from "../../formats/formats";
import type { Entry } from "./entry";
import { unpack } from "./packed";
import type { RecordingSummary } from "./summary";

const mostKept = 4000;

export class Unpacked {
  readonly #formats: Formats;
  #kept: Entry[] = [];

  constructor(formats: Formats) {
    this.#formats = formats;
  }

  summaryOf(entry: Entry): RecordingSummary {
    if (entry.summary) return entry.summary;
    if (this.#kept.length >= mostKept) {
      for (const each of this.#kept) each.summary = undefined;
      this.#kept = [];
    }
    this.#kept.push(entry);
    return (entry.summary = withTest(unpack(entry, this.#formats), entry.tests[0]?.testId));
  }
}

/** The recording with another test than the one it names. */
export function withTest<T extends Pick<RecordingSummary, "testId">>(recording: T, testId: string | undefined): T {
  return recording.testId === testId ? recording : { ...recording, testId };
}
