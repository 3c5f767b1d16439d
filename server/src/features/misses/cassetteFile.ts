/** Finds the file of a cassette in this workspace, given a path that may be from another machine. */
import { join } from "node:path";
import { fileStamp } from "../../index/scan/readText";
import { baseName, isWithin, pathOfUri, slashPath, uriOfPath } from "../../index/uris";
import { parseNodeId } from "../../pytest/nodeId";
import type { Services } from "../services";

/** `uri` is where the file is, or would be. */
export interface CassetteFile {
  readonly uri: string;
  readonly exists: boolean;
}

/** No system has longer paths. */
const deepest = 100;
/** Two paths with different beginnings that share this many last segments are the same file. */
const surelySame = 3;

/**
 * The test and its module (URI), if known, relate the other machine's folders to the workspace. undefined if no file in the workspace is certain to
 * be the one.
 */
export async function cassetteFile(
  services: Services,
  path: string,
  testId: string | undefined,
  module: string | undefined,
): Promise<CassetteFile | undefined> {
  const { folders, index } = services.workspace;
  const given = path.replaceAll("\\", "/").replace(/^[A-Za-z]:(?=\/)/, "");
  if (given.split("/").includes("..")) return undefined;
  const here = given.startsWith("/") ? uriOfPath(given) : undefined;
  if (here !== undefined && folders.folderOf(here) !== undefined) return found(here);
  const beside = placeByModule(given, testId, module);
  if (beside !== undefined) return found(beside);
  for (const tail of tailsOf(given)) {
    for (const { uri } of folders.all) {
      const place = uriOfPath(join(pathOfUri(uri), tail));
      if (isWithin(place, uri) && (await fileStamp(pathOfUri(place))) !== undefined) return { uri: place, exists: true };
    }
  }
  const same = longestTail(given, index.namedByPath);
  return same === undefined ? undefined : { uri: same, exists: true };
}

async function found(uri: string): Promise<CassetteFile> {
  return { uri, exists: (await fileStamp(pathOfUri(uri))) !== undefined };
}

/** The cassette's place below the folder of the test's module, or of its root. */
function placeByModule(path: string, testId: string | undefined, module: string | undefined): string | undefined {
  const own = testId === undefined ? undefined : parseNodeId(testId)?.path;
  if (own === undefined || module === undefined || !slashPath(module).endsWith(`/${own}`)) return undefined;
  const folder = own.slice(0, own.lastIndexOf("/") + 1);
  const at = folder === "" ? -1 : path.lastIndexOf(`/${folder}`);
  const root = slashPath(module).slice(0, -own.length);
  return at < 0 ? undefined : uriOfPath(root + path.slice(at + 1));
}

/** Its ends of at least two segments, longest first; a relative path itself. */
function tailsOf(path: string): readonly string[] {
  const names = path.split("/").filter(Boolean).slice(-deepest);
  const shortest = path.startsWith("/") ? 2 : 1;
  return names.slice(0, names.length - shortest + 1).map((_, at) => names.slice(at).join("/"));
}

/** Returns none if two match equally well. */
function longestTail(path: string, uris: Iterable<string>): string | undefined {
  const names = path.split("/").reverse();
  let [best, longest]: [string | undefined, number] = [undefined, surelySame - 1];
  for (const uri of uris) {
    if (baseName(uri) !== names[0]) continue;
    const own = slashPath(uri).split("/").reverse();
    const differs = names.findIndex((name, at) => name !== own[at]);
    const length = differs < 0 ? names.length : differs;
    if (length === longest) best = undefined;
    if (length > longest) [best, longest] = [uri, length];
  }
  return best;
}
