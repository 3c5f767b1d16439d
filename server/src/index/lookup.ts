/** Where replay searches for the recording of a test's request. */
import { URI, Utils } from "vscode-uri";
import { parseNodeId } from "../pytest/nodeId";
import type { RecordingFormat } from "../recording/format";
import type { LookedUp } from "../recording/lookup";
import { fileStamp } from "./scan/readText";
import type { LookupPlace } from "../protocol";
import type { RecordingIndex } from "./store/recordingIndex";
import { baseName, parentOf, pathOfUri, slashPath } from "./uris";

export interface LookupRequest extends LookedUp {
  /** The format of the recording. */
  readonly format: Pick<RecordingFormat, "naming" | "lookup">;
  /** pytest's rootdir (URI), which node ids are relative to. */
  readonly root: string;
  /** Whether the globs in the settings match a file. */
  readonly isRecording: (uri: string) => boolean;
}

/** In lookup order; replay serves the first that exists. Empty if the format has another way to find recordings. */
export async function lookUp(index: RecordingIndex, request: LookupRequest): Promise<readonly LookupPlace[]> {
  const { format, root, hash, isRecording } = request;
  const { naming, lookup } = format;
  if (naming === undefined || lookup === undefined) return [];
  const below = (path: string) => Utils.joinPath(URI.parse(root), path).toString();
  const folders = lookup.foldersOf(request, {
    below,
    isRecording: (path) => isRecording(below(path)),
    foldersOfModule: (path) => [...new Set(index.ofModule(below(path)).map(({ summary }) => parentOf(summary.uri)))],
  });
  const places = folders.map(async ({ kind, folder }) => {
    const other = index.uris().find((uri) => parentOf(uri) === folder && lookup.isServedToo(baseName(uri), hash));
    const file = other ?? Utils.joinPath(URI.parse(folder), naming.fileNameOf(hash, undefined)).toString();
    return { kind, folder, file, exists: index.get(file) !== undefined || (await fileStamp(pathOfUri(file))) !== undefined };
  });
  return Promise.all(places);
}

/** pytest's rootdir, given the URI of a test module and a node id in it. undefined if the path does not end like the node id. */
export function rootOf(moduleUri: string, testId: string): string | undefined {
  const path = parseNodeId(testId)?.path;
  const modulePath = slashPath(moduleUri);
  if (path === undefined || !modulePath.endsWith(`/${path}`)) return undefined;
  return URI.parse(moduleUri)
    .with({ path: modulePath.slice(0, -path.length - 1) })
    .toString();
}
