/** A recording in a few words. */
import type { RecordingFile } from "./recordingFile";

/** What came back, on one line of at most `maxLength` characters: text, tool calls, a refusal, an error. Plain text, not Markdown. */
export function describeAnswer(file: RecordingFile, maxLength = 80): string {
  return file.family.title.slice(0, maxLength);
}
