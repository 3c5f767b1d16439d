/** The file formats that this process works with. */
import { formats as knownFormats, type Formats } from "../formats/formats";

let formats = knownFormats;

/** Sets the formats of this process; without a call these are all built-in ones. */
export function useFormats(these: Formats): void {
  formats = these;
}

/** The file formats that this process works with. */
export function formatsInUse(): Formats {
  return formats;
}
