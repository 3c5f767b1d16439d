/** The file formats of this run. */
import { formats as knownFormats, type Formats } from "../formats/formats";

let formats = knownFormats;

/** The file formats of this run; those of the product without it. */
export function useFormats(these: Formats): void {
  formats = these;
}

/** The file formats that this process works with. */
export function formatsInUse(): Formats {
  return formats;
}
