/** What several rules ask of one file is made for the first of them. */
import type { RecordingFile } from "../recording/recordingFile";

/** Rules look at one file after the other, so that only the last one's is kept. */
export function oncePerFile<T>(make: (file: RecordingFile) => T): (file: RecordingFile) => T {
  let last: { readonly file: RecordingFile; readonly made: T } | undefined;
  return (file) => {
    if (last?.file !== file) last = { file, made: make(file) };
    return last.made;
  };
}
