/** All file formats, the first that knows a file being the one it is of. */
import type { RecordingFormat } from "../recording/format";
import { ogx } from "./ogx/ogx";

export const formats: readonly RecordingFormat[] = [ogx];

/** `name` is the file's base name; a file that no format knows is read as the settings call it, a recording of the first. */
export function formatOf(name: string, text: string): RecordingFormat {
  return formats.find((format) => format.detect(name, text.slice(0, 1024))) ?? ogx;
}
