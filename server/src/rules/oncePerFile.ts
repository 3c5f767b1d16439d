/** Computes values that several rules need only once for each recording or file. */
import type { RecordingInDocument } from "../recording/recordingDocument";

/** Rules check one recording after the other, so only the last value is kept. */
export function oncePerFile<T, F extends object = RecordingInDocument>(make: (file: F) => T): (file: F) => T {
  let last: { readonly file: F; readonly made: T } | undefined;
  return (file) => {
    if (last?.file !== file) last = { file, made: make(file) };
    return last.made;
  };
}

/**
 * Keyed by a recording's parsed content, so the value is valid as long as the recording itself does not change. It must not contain offsets in the
 * text.
 */
export const oncePerReading = onceFor(({ read }) => read);

/** Keyed by the recorded call without its headers. */
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
