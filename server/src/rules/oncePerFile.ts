/** What several rules ask of one recording, or of one file, is made for the first of them. */
import type { RecordingInDocument } from "../recording/recordingDocument";

/** What is made is forgotten with the file. */
export function oncePerFile<T, F extends object = RecordingInDocument>(make: (file: F) => T): (file: F) => T {
  const known = new WeakMap<F, { readonly made: T }>();
  return (file) => {
    let found = known.get(file);
    if (found === undefined) known.set(file, (found = { made: make(file) }));
    return found.made;
  };
}
