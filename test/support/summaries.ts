/** Summaries for tests of the index, from the path and text of a recording. */
import { summarize } from "../../server/src/index/scan/summarize";
import type { RecordingSummary } from "../../server/src/index/store/summary";
import { uriOfPath } from "../../server/src/index/uris";
import { chatCompletion } from "./recordings";

export const summaryOf = (path: string, text: string): RecordingSummary => summarize(uriOfPath(path), text);

/** A recording of this test, with any answer. */
export const recordedBy = (testId: string | null, path: string): RecordingSummary =>
  summaryOf(path, chatCompletion("Hi", { testId }));
