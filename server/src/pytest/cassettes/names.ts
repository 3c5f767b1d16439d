/** How cassettes are named after tests. Facts from pytest-recording, pytest-vcr and vcrpy. */

/** What pytest-recording writes for each of the characters that some file systems refuse. */
const refused = /[<>?%*:|\\"'/]/g;

/** Characters that a file's name may have. */
const longest = 255;

/** `[Class.]name[params]` as pytest-recording names the file, without suffix. */
export function replaced(name: string): string {
  return name.replace(refused, "-");
}

/**
 * The same where it is too long for a file system: cut, and with its digest at the end, in the spellings that the suffixes make; none for a name that
 * is not. `md5` gives the digest of a text in hex digits.
 */
export function cutNames(name: string, md5: (text: string) => string): readonly string[] {
  if (name.length < longest / 2) return [];
  const letters = Array.from(name);
  // pytest-recording counts the dot of its usual suffix, and not that before a serializer's name.
  const lengths = [".yaml".length, "json".length].filter((suffix) => letters.length + suffix > longest);
  return lengths.map((suffix) => `${letters.slice(0, longest - suffix - "...".length - 32).join("")}...${md5(name)}`);
}

/** With the word that a serializer of its own puts before, as that for gRPC does. */
const suffix = /(?:\.xai)?\.(?:ya?ml|json|toml)(?:\.gz)?$/;

/** A cassette's path or name without what its serializer puts at the end. */
export function withoutSuffix(path: string): string {
  return path.replace(suffix, "");
}

/** Folders that are there for recordings, and say nothing of the test. */
const recordingFolder = /cassettes?|^_?vcr|recordings?$|^recorded$|^fixtures$/i;

export function isRecordingFolder(name: string): boolean {
  return recordingFolder.test(name);
}

/** Whether a cassette's name (`[Class.]name`) is that of a test: others are made in code. */
export function isTestName(name: string): boolean {
  return /^test/i.test(name.slice(name.lastIndexOf(".") + 1));
}
