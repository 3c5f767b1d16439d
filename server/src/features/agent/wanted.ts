/** Which recordings a question is about. */
import type { Listing } from "../../index/store/packed";
import type { Services } from "../services";
import { byDigits, inPath, ofTest } from "./names";
import { optionalText } from "./tool";

/** What questions about many recordings take. */
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

/** In the order of tests, then turns. Waits for the first scan. */
export async function wantedRecordings(services: Services, wanted: Narrowed): Promise<readonly Listing[]> {
  const { workspace } = services;
  await workspace.whenIndexed();
  await workspace.findings.ready();
  const { test, path, hash, model } = wanted;
  const ofAsked = test === undefined ? undefined : idsOfTest(services, test);
  const ofHash = hash === undefined ? undefined : new Set(byDigits(services, hash));
  const isInside = path === undefined ? () => true : inPath(services, path);
  const isModel = (found: string | undefined) => model === undefined || found?.toLowerCase().includes(model.toLowerCase());
  return workspace.index
    .listings()
    .filter(
      ({ id, uri, model: found }) => ofAsked?.has(id) !== false && ofHash?.has(id) !== false && isInside(uri) && isModel(found),
    );
}

function idsOfTest({ workspace: { index } }: Services, test: string): ReadonlySet<string> {
  const isWanted = ofTest(test);
  const found = new Set<string>();
  for (const { id, testId } of index.namedTests()) if (isWanted(testId)) found.add(id);
  return found;
}
