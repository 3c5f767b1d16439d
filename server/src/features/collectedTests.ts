/** Which modules pytest should collect for the recordings, and what came of it. */
import { normalizeUri } from "../index/uris";
import type { Requests } from "../protocol";
import type { Services } from "./services";

type Collection = Requests["tapedeck/testsCollected"]["params"];

/** Waits for the first scan. Modules outside of the workspace are never named. */
export async function collectionPlan({ workspace }: Services): Promise<Requests["tapedeck/collectionPlan"]["result"]> {
  await workspace.whenIndexed();
  const modules = await workspace.findings.sources.planCollection();
  return [...modules].flatMap(([root, paths]) => {
    const workspaceFolder = workspace.folders.folderOf(root);
    return workspaceFolder === undefined ? [] : [{ root, workspaceFolder, modules: paths }];
  });
}

/** From then on `recording.test-gone` knows it; parts that are of the wrong type count as not sent. */
export async function testsCollected(
  { workspace }: Services,
  params: { readonly [Key in keyof Collection]?: unknown },
): Promise<Requests["tapedeck/testsCollected"]["result"]> {
  const { sources } = workspace.findings;
  if (typeof params.root !== "string") return { gone: 0 };
  const root = normalizeUri(params.root);
  await sources.collected({
    root,
    modules: texts(params.modules),
    testIds: texts(params.testIds),
    failed: texts(params.failed),
    complete: params.complete === true,
  });
  const gone = workspace.index.uris().filter((uri) => {
    const state = sources.of(uri, workspace.index.stored(uri)?.testId);
    return state.kind === "gone" && state.root === root;
  });
  return { gone: gone.length };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
