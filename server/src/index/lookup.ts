/** Where replay looks for the recording of a test's request, in its order. */
import { URI, Utils } from "vscode-uri";
import { parseNodeId } from "../pytest/nodeId";
import type { HashScheme } from "../formats/ogx/requestHash";
import { fileStamp } from "./scan/readText";
import type { LookupPlace } from "../protocol";
import type { RecordingIndex } from "./store/recordingIndex";
import { baseName, parentOf, pathOfUri, slashPath } from "./uris";

export interface LookupRequest {
  /** pytest's root (URI), which node ids are relative to. */
  readonly root: string;
  readonly testId: string | undefined;
  /** 64 digits; 12 under scheme 1. */
  readonly hash: string;
  readonly scheme: HashScheme;
  /** Whether the settings' globs take a file for a recording. */
  readonly isRecording: (uri: string) => boolean;
}

/** In the order of replay; the first that exists is served. A recording of today's layout may be configured to lie elsewhere. */
export async function lookUp(index: RecordingIndex, request: LookupRequest): Promise<readonly LookupPlace[]> {
  const places = foldersOf(index, request).map(async ({ kind, folder }) => {
    const models = index.uris().find((uri) => parentOf(uri) === folder && baseName(uri).startsWith(`models-${request.hash}-`));
    const file = models ?? Utils.joinPath(URI.parse(folder), `${request.hash}.json`).toString();
    return { kind, folder, file, exists: index.get(file) !== undefined || (await fileStamp(pathOfUri(file))) !== undefined };
  });
  return Promise.all(places);
}

function foldersOf(index: RecordingIndex, { root, testId, scheme, isRecording, hash }: LookupRequest) {
  const below = (...path: string[]) => Utils.joinPath(URI.parse(root), ...path).toString();
  if (scheme === "1") return [{ kind: "legacy", folder: below("tests/integration/recordings/responses") } as const];
  const path = testId === undefined ? undefined : parseNodeId(testId)?.path;
  const common = { kind: "common", folder: below("tests/integration/common/recordings") } as const;
  if (path === undefined) return [common];
  const ofTest = { kind: "test", folder: below(path, "..", "recordings") } as const;
  const today = ofTest.folder === common.folder ? [ofTest] : [ofTest, common];
  if (isRecording(`${ofTest.folder}/${hash}.json`)) return today;
  // The globs name other folders: those where the recordings of this module lie are where its recorder looks.
  const suite = new Set(index.ofModule(below(path)).map(({ summary }) => parentOf(summary.uri)));
  return suite.size === 0 ? today : [...suite].map((folder) => ({ kind: "suite", folder }) as const);
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
