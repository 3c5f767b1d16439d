/** Where replay searches for a recording, for formats that look recordings up in folders. Pure: access to the disk is passed in as functions. */
import type { HashScheme } from "./naming";
import type { RecordingInFile } from "./recordingInFile";

/** A request whose recording is searched for. */
export interface LookedUp {
  readonly testId: string | undefined;
  /** Has the length that `scheme` produces. */
  readonly hash: string;
  readonly scheme: HashScheme;
}

/** The workspace around a test. Paths have forward slashes and start at pytest's rootdir; folders are whatever `below` returns. */
export interface LookupSurroundings {
  below(path: string): string;
  /** Whether a file is a recording according to the settings. */
  isRecording(path: string): boolean;
  /** The folders that now contain recordings of a module's tests. */
  foldersOfModule(path: string): readonly string[];
}

/** The test's own folder, the common one, the folder of the first recorders, or wherever the suite keeps its recordings instead. */
export type PlaceKind = "test" | "common" | "legacy" | "suite";

export interface Lookup {
  /** In lookup order; replay serves the first file that matches the request. */
  foldersOf(asked: LookedUp, around: LookupSurroundings): readonly { readonly kind: PlaceKind; readonly folder: string }[];
  /** Whether replay serves a file with this name for a hash, in addition to the one named only by the hash. */
  isServedToo(name: string, hash: string): boolean;
  /** The folder next to a module (a path as in node ids) that replay searches first. */
  besideModule(path: string): string;
  /** The common folder: its path below pytest's rootdir, and how the path of such a folder in another project ends. */
  readonly common: { readonly path: string; readonly ending: string };
  /** What a file lists of which replay serves the union of all such files, such as the models of a provider; undefined for any other file. */
  listedModels(file: RecordingInFile): readonly string[] | undefined;
}

/** Whether a folder is a common one, judged by the end of its path. */
export function isCommon({ common }: Lookup, folder: string): boolean {
  return folder.endsWith(`/${common.ending}`);
}
