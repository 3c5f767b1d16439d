/** From a node id to the function's name in its module. The nearest folder that contains the module is the project's root. */
import { Utils, URI } from "vscode-uri";
import type { Location, Range } from "vscode-languageserver-types";
import { fileStamp } from "../index/scan/readText";
import { rangeIn, startOfFile } from "../index/positions";
import { isFile, isWithin, normalizeUri, parentOf, pathOfUri } from "../index/uris";
import { findTest as findIn, type TestItem } from "../pytest/testModule";
import { baseId, parseNodeId } from "../pytest/nodeId";
import type { Requests } from "../protocol";
import { fileOf, type RecordingId } from "../recordingId";
import { summaryOf } from "./recordingIn";
import type { Services } from "./services";

export interface FoundTest {
  /** URI of the test module. */
  readonly uri: string;
  /** The range of the function's name; of the nearest class, or the module's start, if the function itself is not in the module's text. */
  readonly nameRange: Range;
  /** The range of the whole definition. */
  readonly range: Range;
}

/** `from` is the document (URI) that names the test. undefined if there is no such module. */
export async function findTest(services: Services, testId: string, from?: string): Promise<FoundTest | undefined> {
  const id = parseNodeId(testId);
  const uri = id && (await findModule(services, testId, from));
  return id && uri !== undefined ? testIn(services, uri, id.names) : undefined;
}

/** `tapedeck/findTest`; without a test id, finds the test of the recording `from`. */
export async function findTestRequest(
  services: Services,
  params: Requests["tapedeck/findTest"]["params"],
): Promise<Location | null> {
  const from = params.from === undefined ? undefined : normalizeUri(params.from);
  const testId = params.testId ?? (from === undefined ? undefined : await testIdOf(services, from));
  const found = testId === undefined ? undefined : await findTest(services, testId, from);
  return found ? { uri: found.uri, range: found.nameRange } : null;
}

/** The URI of the module that a node id names. */
export async function findModule(services: Services, testId: string, from?: string): Promise<string | undefined> {
  const path = parseNodeId(testId)?.path;
  // A lone surrogate cannot be encoded as UTF-8, so no file has it in its name.
  if (path === undefined || path.split(/[/\\]/).includes("..") || /\p{Cs}/u.test(path)) return undefined;
  const { documents } = services.workspace;
  for (const uri of candidates(services, testId, path, from)) {
    if (documents.isOpen(uri) || (await fileStamp(pathOfUri(uri))) !== undefined) return uri;
  }
  return undefined;
}

async function testIn(services: Services, uri: string, names: readonly string[]): Promise<FoundTest | undefined> {
  const { documents } = services.workspace;
  const document = await documents.get(uri);
  if (!document) return undefined;
  const item = nearest(documents.testModule(document), names);
  if (!item) return { uri, nameRange: startOfFile, range: startOfFile };
  return { uri, nameRange: rangeIn(document, item.nameRange), range: rangeIn(document, item.range) };
}

/** A method may be inherited from another module: then its class is the nearest place. */
function nearest(module: Parameters<typeof findIn>[0], names: readonly string[]): TestItem | undefined {
  return names.length === 0 ? undefined : (findIn(module, names) ?? nearest(module, names.slice(0, -1)));
}

function candidates(services: Services, testId: string, path: string, from: string | undefined): ReadonlySet<string> {
  const { folders, index } = services.workspace;
  if (path.startsWith("/")) {
    const uri = URI.file(path).toString();
    return new Set(folders.folderOf(uri) === undefined ? [] : [uri]);
  }
  const recordings = index.byBaseTestId(baseId(testId)).map(({ uri }) => uri);
  const starts = [
    ...(from !== undefined && isFile(from) ? [from] : []),
    ...folders.all.map(({ uri }) => `${uri}/`),
    ...recordings,
  ];
  const roots = new Set(starts.flatMap((start) => ancestors(start, folders.folderOf(start))));
  return new Set([...roots].map((root) => Utils.joinPath(URI.parse(root), path).toString()));
}

/** Folders from the file's own up to the workspace folder, or to the root if it is in none. */
function ancestors(uri: string, top: string | undefined): readonly string[] {
  const folders: string[] = [];
  for (let folder = parentOf(uri); folder.length > "file://".length; folder = parentOf(folder)) {
    if (top !== undefined && !isWithin(folder, top)) break;
    folders.push(folder);
  }
  return folders;
}

async function testIdOf({ workspace }: Services, id: RecordingId): Promise<string | undefined> {
  const file = fileOf(id);
  const document = await workspace.recording(file);
  return (document ? summaryOf(workspace.documents, document, id) : workspace.index.get(id))?.testId;
}
