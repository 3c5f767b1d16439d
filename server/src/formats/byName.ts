/** What a file's base name tells, where nothing of its text is at hand: the index keeps no texts. */
import type { RecordingFormat } from "../recording/format";
import type { SchemeTraits } from "../recording/naming";
import { formats } from "./formats";

/** The format, as far as the base name alone tells. */
export function formatOfName(name: string): RecordingFormat {
  return formats.of(name, "");
}

/** The request hash, in hex digits, that a base name carries; undefined where it carries none. */
export function hashOfName(name: string): string | undefined {
  return formatOfName(name).hashOfName(name);
}

/** The digits of a hash, or its first ones, in lower case, as people write them in any format; undefined for any other text. */
export function digitsOfHash(text: string): string | undefined {
  for (const { naming } of hashedFormats) {
    const digits = naming.digitsIn(text);
    if (digits !== undefined) return digits;
  }
  return undefined;
}

/** A format that names files by the hash of their request, and looks them up by it. */
type HashedFormat = RecordingFormat & Required<Pick<RecordingFormat, "naming" | "lookup">>;

/** All of them. */
export const hashedFormats: readonly HashedFormat[] = formats.all.filter(isHashed);

/** All schemes that the settings may name, those of each format oldest first. */
export const hashSchemes: readonly SchemeTraits[] = hashedFormats.flatMap(({ naming }) => naming.schemes);

/** The one that a hash is asked of: that of a file of this base name, or the first where no file tells. */
export function hashedFormat(name = ""): HashedFormat {
  const format = formatOfName(name);
  const found = isHashed(format) ? format : hashedFormats[0];
  if (found === undefined) throw new Error("No format names files by their requests.");
  return found;
}

function isHashed(format: RecordingFormat): format is HashedFormat {
  return format.naming !== undefined && format.lookup !== undefined;
}
