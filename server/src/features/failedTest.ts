/** Finds the test of a failure: named in its text, or found by the lines of its traceback. */
import { pathOfUri } from "../index/uris";
import { findModule } from "./findTest";
import type { FailureText } from "../pytest/failureText";
import { isTestModule, testAt } from "../pytest/testModule";
import type { Services } from "./services";

/** undefined if neither tells, or if its module is not in the workspace. */
export async function failedTest(services: Services, { testId, title, places }: FailureText): Promise<string | undefined> {
  if (testId !== undefined) return testId;
  for (const { path, line } of places.filter((place) => isTestModule(place.path))) {
    const module = await findModule(services, `${path}::test`);
    if (module === undefined) continue;
    const names = title ?? (await namesAt(services, module, line));
    if (names !== undefined) return `${pathInIds(services, module, path)}::${names}`;
  }
  return undefined;
}

async function namesAt({ workspace: { documents } }: Services, module: string, line: number): Promise<string | undefined> {
  const document = await documents.get(module);
  if (!document) return undefined;
  const offset = document.offsetAt({ line: line - 1, character: 0 });
  // The line's indentation may belong to no statement.
  const indented = offset + (/^\s*/.exec(document.getText().slice(offset, offset + 200))?.[0].length ?? 0);
  return testAt(documents.testModule(document), indented)?.names.join("::");
}

/** Node ids are relative to pytest's rootdir; paths in a failure may be absolute, or relative to another folder. */
function pathInIds({ workspace: { index, folders } }: Services, module: string, path: string): string {
  const recorded = index.ofModule(module)[0]?.nodeId.path;
  if (recorded !== undefined) return recorded;
  const folder = folders.folderOf(module);
  return path.startsWith("/") && folder !== undefined ? pathOfUri(module).slice(pathOfUri(folder).length + 1) : path;
}
