/** Where replay looks for the recording of a test's request, in its order. */
import { URI, Utils } from "vscode-uri";
import { parseNodeId } from "../pytest/nodeId";
import type { RecordingFormat } from "../recording/format";
import type { LookedUp } from "../recording/lookup";
import { fileStamp } from "./scan/readText";
import type { LookupPlace } from "../protocol";
import type { RecordingIndex } from "./store/recordingIndex";
import { baseName, parentOf, pathOfUri, slashPath } from "./uris";

export interface LookupRequest extends LookedUp {
  /** Of the recording that is looked for. */
  readonly format: Pick<RecordingFormat, "naming" | "lookup">;
  /** pytest's root (URI), which node ids are relative to. */
  readonly root: string;
  /** Whether the settings' globs take a file for a recording. */
  readonly isRecording: (uri: string) => boolean;
}

/** In the order of replay; the first that exists is served. Empty where replay of the format finds recordings otherwise. */
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

/** pytest's root by the place of a test module whose node id is known. undefined where the path does not end as the node id does. */
export function rootOf(moduleUri: string, testId: string): string | undefined {
  const path = parseNodeId(testId)?.path;
  const modulePath = slashPath(moduleUri);
  if (path === undefined || !modulePath.endsWith(`/${path}`)) return undefined;
  return URI.parse(moduleUri)
    .with({ path: modulePath.slice(0, -path.length - 1) })
    .toString();
}
