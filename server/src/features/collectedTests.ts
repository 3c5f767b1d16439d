/** Which modules pytest should collect for the recordings, and the result. */
import { normalizeUri } from "../index/uris";
import { fileOf } from "../recordingId";
import type { Requests } from "../protocol";
import type { Services } from "./services";

/** Waits for the first scan. Never names modules outside of the workspace. */
export async function collectionPlan({ workspace }: Services): Promise<Requests["tapedeck/collectionPlan"]["result"]> {
  await workspace.whenIndexed();
  const { sources, cassettes } = workspace.findings;
  const modules = new Map(await sources.planCollection());
  for (const [root, paths] of cassettes.modulesToCollect())
    modules.set(root, [...new Set([...(modules.get(root) ?? []), ...paths])].sort());
  return [...modules].flatMap(([root, paths]) => {
    const workspaceFolder = workspace.folders.folderOf(root);
    return workspaceFolder === undefined ? [] : [{ root, workspaceFolder, modules: paths }];
  });
}

/** From then on `recording.test-gone` and the lookup of a cassette's test use it. */
export async function testsCollected(
  { workspace }: Services,
  { cassettes = [], ...collection }: Requests["tapedeck/testsCollected"]["params"],
): Promise<Requests["tapedeck/testsCollected"]["result"]> {
  const { sources } = workspace.findings;
  const root = normalizeUri(collection.root);
  await sources.collected({ ...collection, root });
  await workspace.findings.cassettes.told(root, cassettes);
  const gone = workspace.index.ids().filter((id) => {
    const state = sources.of(fileOf(id), workspace.index.stored(id)?.testId);
    return state.kind === "gone" && state.root === root;
  });
  return { gone: gone.length };
}
