/** Where recordings of all formats are looked for. What lies there is told from other files by its content (`Formats.find`). */

const cassetteFolders = "{cassettes,*_cassettes,*-cassettes,__cassettes__,_vcr}";
/** How the names of files with recordings end, without the dot. */
export const recordingEndings: readonly string[] = [
  ...["json", "yaml", "yml", "har", "toml", "httprr"],
  ...["json.gz", "yaml.gz", "yml.gz", "json.encrypted", "yaml.encrypted", "yml.encrypted"],
];

/** A workspace that has one of these has recordings, in all likelihood. */
export const likelyPlaces: readonly string[] = [
  "**/recordings/**/*.json",
  "**/recordings/**/*.{yaml,yml,har}",
  `**/${cassetteFolders}/**/*.{${recordingEndings.join(",")}}`,
  "**/__recordings__/**/*.{har,json,yaml,yml}",
  "**/testdata/Test*/**/*.{yaml,yml}",
  "**/testdata/**/*.httprr",
  "**/__fixtures__/**/*.chunks.txt",
];

/** All globs: other things than recordings, too, are kept in the last ones. */
export const defaultPlaces: readonly string[] = [...likelyPlaces, "**/{fixtures,testdata}/**/*.{yaml,yml}"];

/** The same as a regular expression for menus, which know the path of a file and no more. */
export const menuPattern = String.raw`[\\/]([\w-]*cassettes(__)?|_vcr|(__)?recordings(__)?|testdata[\\/]Test\w*)[\\/].*\.(json|ya?ml|har)(\.gz)?$|\.(httprr|chunks\.txt)$`;

/** Whether a file, by its path with slashes, lies where cassettes and nothing else are kept: one that cannot be read is a broken cassette. */
export function isAmongCassettes(path: string): boolean {
  return /(?:^|[/_-])cassettes(?:__)?\/|(?:^|\/)_vcr\//.test(path);
}

/** Whether a file is a recording whatever it holds. */
export function isRecordingByPath(path: string): boolean {
  return path.endsWith(".json") && /(?:^|\/)recordings\//.test(path) && !isAmongCassettes(path);
}
