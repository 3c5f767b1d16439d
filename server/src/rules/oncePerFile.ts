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

/** Of a recording as it is read: it stands as long as nothing of it changes, whatever else does in its file. No offsets in the text. */
export const oncePerReading = onceFor(({ read }) => read);

/** The same of what its call says, headers apart. */
export const oncePerCall = onceFor(({ sorted }) => sorted);

function onceFor(of: (file: RecordingInDocument) => object) {
  return <T>(make: (file: RecordingInDocument) => T): ((file: RecordingInDocument) => T) => {
    const all = new WeakMap<object, { readonly made: T }>();
    return (file) => {
      const known = all.get(of(file)) ?? { made: make(file) };
      all.set(of(file), known);
      return known.made;
    };
  };
}
