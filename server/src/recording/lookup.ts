/** Where replay looks for a recording. Of a format whose recordings are looked up in folders; pure: what is asked of the disk comes as functions. */
import type { HashScheme } from "./naming";
import type { RecordingInFile } from "./recordingInFile";

/** A request whose recording is looked for. */
export interface LookedUp {
  readonly testId: string | undefined;
  /** As long as `scheme` makes them. */
  readonly hash: string;
  readonly scheme: HashScheme;
}

/** The workspace around a test. Paths have slashes and begin at pytest's root; folders are whatever `below` makes of them. */
export interface LookupSurroundings {
  below(path: string): string;
  /** Whether the settings take a file for a recording. */
  isRecording(path: string): boolean;
  /** The folders in which recordings of a module's tests lie today. */
  foldersOfModule(path: string): readonly string[];
}

/** The test's own folder, the one for all tests, that of recorders before those, or where the suite keeps its recordings instead. */
export type PlaceKind = "test" | "common" | "legacy" | "suite";

export interface Lookup {
  /** In the order of replay; the first that has a file of the request is served. */
  foldersOf(asked: LookedUp, around: LookupSurroundings): readonly { readonly kind: PlaceKind; readonly folder: string }[];
  /** Whether a file of this name is served for a hash beside the one that has only the hash for a name. */
  isServedToo(name: string, hash: string): boolean;
  /** The folder beside a module, as node ids spell paths, in which replay looks first. */
  besideModule(path: string): string;
  /** The folder for all tests: where it lies below pytest's root, and how the path of one in another project ends. */
  readonly common: { readonly path: string; readonly ending: string };
  /** What a file lists of which replay serves the union of all such files, such as the models of a provider; undefined for any other file. */
  listedModels(file: RecordingInFile): readonly string[] | undefined;
}

/** Whether a folder is one for all tests. Slashes count; what comes before does not. */
export function isCommon({ common }: Lookup, folder: string): boolean {
  return folder.endsWith(`/${common.ending}`);
}
