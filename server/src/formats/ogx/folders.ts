/** The folders that OGX's recorder writes to and its replay looks in, from pytest's root. */

export const common = { path: "tests/integration/common/recordings", ending: "common/recordings" };

/** Of the first recorders, which put all recordings into one. */
export const legacyFolder = "tests/integration/recordings/responses";

export function besideModule(path: string): string {
  return `${path.slice(0, path.lastIndexOf("/") + 1)}recordings`;
}
