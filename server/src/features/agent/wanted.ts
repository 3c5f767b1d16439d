/** Which recordings a question is about. */
import { realPath } from "../../disk/roots";
import { isGlob } from "../../index/scan/globs";
import type { Listing } from "../../index/store/packed";
import { isWithin, pathOfUri } from "../../index/uris";
import type { Services } from "../services";
import { byDigits, inPath, ofTest, urisOf } from "./names";
import { optionalText, ToolError } from "./tool";

/** The input of questions about many recordings. */
export const narrowed = {
  test: optionalText("A pytest node id, with parameters or without, a class, a test module's path, or a part of a test's name."),
  path: optionalText("A file, folder or glob, from the workspace folder or absolute."),
};

export interface Narrowed {
  readonly test?: string | undefined;
  readonly path?: string | undefined;
  readonly hash?: string | undefined;
  readonly model?: string | undefined;
}

/** Ordered by test, then turn. Waits for the first scan. Throws a `ToolError` if there is nothing at a path. */
export async function wantedRecordings(services: Services, wanted: Narrowed): Promise<readonly Listing[]> {
  const { workspace } = services;
  await workspace.whenIndexed();
  await workspace.findings.ready();
  const { test, path, hash, model } = wanted;
  const ofAsked = test === undefined ? undefined : idsOfTest(services, test);
  const ofHash = hash === undefined ? undefined : new Set(byDigits(services, hash));
  const isInside = path === undefined ? () => true : insideOf(services, path);
  const isModel = (found: string | undefined) => model === undefined || found?.toLowerCase().includes(model.toLowerCase());
  return workspace.index
    .listings()
    .filter(
      ({ id, uri, model: found }) => ofAsked?.has(id) !== false && ofHash?.has(id) !== false && isInside(uri) && isModel(found),
    );
}

function insideOf(services: Services, path: string): (uri: string) => boolean {
  const isInside = inPath(services, path);
  if (isGlob(path) || services.workspace.index.uris().some(isInside)) return isInside;
  const { folders } = services.workspace;
  const meant = urisOf(services, path).filter((uri) => folders.all.some((folder) => isWithin(uri, folder.uri)));
  if (meant.length === 0) throw new ToolError(`The path "${path}" is outside the workspace folders.`);
  if (meant.every((uri) => realPath(pathOfUri(uri)) === undefined))
    throw new ToolError(`There is no file or folder "${path}". Paths start at the workspace folder, or are absolute.`);
  return isInside;
}

function idsOfTest({ workspace: { index } }: Services, test: string): ReadonlySet<string> {
  const isWanted = ofTest(test);
  const found = new Set<string>();
  for (const { id, testId } of index.namedTests()) if (isWanted(testId)) found.add(id);
  return found;
}
