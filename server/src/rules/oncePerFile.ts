/** What several rules ask of one recording, or of one file, is made for the first of them. */
import type { RecordingInDocument } from "../recording/recordingDocument";

/** Rules look at one recording after the other, so that only the last one's is kept. */
export function oncePerFile<T, F extends object = RecordingInDocument>(make: (file: F) => T): (file: F) => T {
  let last: { readonly file: F; readonly made: T } | undefined;
  return (file) => {
    if (last?.file !== file) last = { file, made: make(file) };
    return last.made;
  };
}
