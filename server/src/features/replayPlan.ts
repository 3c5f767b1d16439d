/** Which tests pytest has to replay for a target, by project, and the results. */
import type { ReplayPlan, ReplayProject, Requests } from "../protocol";
import type { RecordingSummary } from "../index/store/summary";
import { rerecordServices } from "./requests";
import { whyUnsafe, type RerecordServices } from "./rerecordPlan";
import { locateAll, nodeIdOf, type Located } from "./rerecordTargets";
import type { Services } from "./services";

/** Whether a replay reports the requests of a recording: VCR.py's does. */
export const tellsReplay = ({ format }: Pick<RecordingSummary, "format">): boolean => format === "vcr";

/** Waits until the tests of all recordings are known. Never rejects. */
export async function replayPlan(services: Services, { target }: Requests["tapedeck/replayPlan"]["params"]): Promise<ReplayPlan> {
  const { workspace } = services;
  await workspace.whenListed();
  const asked = target === undefined ? workspace.folders.all.map(({ uri }) => ({ kind: "folder" as const, uri })) : [target];
  const located: Located[] = [];
  let reason = "No cassette of VCR.py in this workspace belongs to a test.";
  for (const each of asked) {
    const found = await locateAll(ofCassettes(services), each);
    if ("refused" in found) {
      if (target !== undefined) reason = found.refused;
      continue;
    }
    for (const test of found) {
      const unsafe = await whyUnsafe(test);
      if (unsafe === undefined) located.push(test);
      else reason = unsafe;
    }
  }
  return located.length === 0 ? { kind: "refused", reason } : { kind: "plan", projects: byProject(located) };
}

/** In folders, only tests with cassettes. */
function ofCassettes(services: Services): RerecordServices {
  const { index } = services.workspace;
  return {
    ...rerecordServices(services),
    index: {
      formats: index.formats,
      get: (id) => index.get(id),
      inFile: (uri) => index.inFile(uri),
      ofModule: (uri) => index.ofModule(uri),
      byTestId: (testId) => index.byTestId(testId),
      linkedTests: (uri) => index.linkedTests(uri),
      all: () => index.all().filter(tellsReplay),
    },
  };
}

function byProject(located: readonly Located[]): readonly ReplayProject[] {
  const projects = new Map<string, { readonly workspaceFolder: string; readonly nodeIds: Set<string> }>();
  for (const { root, folder, id } of located) {
    const project = projects.get(root) ?? { workspaceFolder: folder, nodeIds: new Set() };
    projects.set(root, project);
    project.nodeIds.add(nodeIdOf(id));
  }
  return [...projects].map(([root, { workspaceFolder, nodeIds }]) => ({ root, workspaceFolder, nodeIds: [...nodeIds] }));
}

export async function replayed({ workspace }: Services, result: Requests["tapedeck/replayed"]["params"]) {
  const told = await workspace.findings.replays.take(result);
  return {
    drifted: told.filter(({ drift }) => drift.length > 0).length,
    unplayed: told.filter(({ isUnplayed }) => isUnplayed).length,
  };
}
