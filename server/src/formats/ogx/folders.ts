/** The folders, relative to pytest's rootdir, that OGX's recorder writes to and its replay searches. */

export const common = { path: "tests/integration/common/recordings", ending: "common/recordings" };

/** The single folder of the first recorders. */
export const legacyFolder = "tests/integration/recordings/responses";

export function besideModule(path: string): string {
  return `${path.slice(0, path.lastIndexOf("/") + 1)}recordings`;
}
