/** How cassettes are named after tests. Based on pytest-recording, pytest-vcr and vcrpy. */

/** The characters that pytest-recording replaces, because some file systems reject them. */
const refused = /[<>?%*:|\\"'/]/g;

/** The most characters of a file's name. */
const longest = 255;

/** `[Class.]name[params]` as pytest-recording names the file, without suffix. */
export function replaced(name: string): string {
  return name.replace(refused, "-");
}

/**
 * The same if it is too long for a file system: cut, with a digest at the end, once for each suffix; empty for a shorter
 * name. `md5` returns the digest of a text in hex digits.
 */
export function cutNames(name: string, md5: (text: string) => string): readonly string[] {
  if (name.length < longest / 2) return [];
  const letters = Array.from(name);
  // pytest-recording counts the dot of its usual suffix, but not that of a serializer's name.
  const lengths = [".yaml".length, "json".length].filter((suffix) => letters.length + suffix > longest);
  return lengths.map((suffix) => `${letters.slice(0, longest - suffix - "...".length - 32).join("")}...${md5(name)}`);
}

/** Including the word that a custom serializer puts before it, such as gRPC's. */
const suffix = /(?:\.xai)?\.(?:ya?ml|json|toml)(?:\.gz)?$/;

/** A cassette's path or name without the suffixes of its serializer. */
export function withoutSuffix(path: string): string {
  return path.replace(suffix, "");
}

/** Folders for recordings, whose names say nothing about the test. */
const recordingFolder = /cassettes?|^_?vcr|recordings?$|^recorded$|^fixtures$/i;

export function isRecordingFolder(name: string): boolean {
  return recordingFolder.test(name);
}

/** Whether a cassette's name (`[Class.]name`) is derived from a test; other names come from code. */
export function isTestName(name: string): boolean {
  return /^test/i.test(name.slice(name.lastIndexOf(".") + 1));
}
