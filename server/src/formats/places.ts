/** Where to search for recordings of all formats. Content tells them from other files there (`Formats.find`). */

const cassetteFolders = "{cassettes,*_cassettes,*-cassettes,__cassettes__,_vcr}";
/** The endings of files with recordings, without the dot. */
export const recordingEndings: readonly string[] = [
  ...["json", "yaml", "yml", "har", "toml", "httprr"],
  ...["json.gz", "yaml.gz", "yml.gz", "json.encrypted", "yaml.encrypted", "yml.encrypted"],
];

/** A workspace with a match most likely contains recordings. */
export const likelyPlaces: readonly string[] = [
  "**/recordings/**/*.json",
  "**/recordings/**/*.{yaml,yml,har}",
  `**/${cassetteFolders}/**/*.{${recordingEndings.join(",")}}`,
  "**/__recordings__/**/*.{har,json,yaml,yml}",
  "**/testdata/Test*/**/*.{yaml,yml}",
  "**/testdata/**/*.httprr",
  "**/__fixtures__/**/*.chunks.txt",
];

/** All globs; the last ones also match other kinds of files. */
export const defaultPlaces: readonly string[] = [...likelyPlaces, "**/{fixtures,testdata}/**/*.{yaml,yml}"];

/** The same as a regular expression for menus, which only know the path of a file. */
export const menuPattern = String.raw`[\\/]([\w-]*cassettes(__)?|_vcr|(__)?recordings(__)?|testdata[\\/]Test\w*)[\\/].*\.(json|ya?ml|har)(\.gz)?$|\.(httprr|chunks\.txt)$`;

/** Whether a file's path (with forward slashes) is in a folder for cassettes only: then an unreadable file is a broken cassette. */
export function isAmongCassettes(path: string): boolean {
  return /(?:^|[/_-])cassettes(?:__)?\/|(?:^|\/)_vcr\//.test(path);
}

/** Whether a file is a recording whatever its content. */
export function isRecordingByPath(path: string): boolean {
  return path.endsWith(".json") && /(?:^|\/)recordings\//.test(path) && !isAmongCassettes(path);
}
