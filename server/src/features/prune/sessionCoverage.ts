/** Which recordings the runs with coverage of this session opened. */
import { realpathSync } from "node:fs";
import { pathOfUri } from "../../index/uris";
import type { Workspace } from "../../index/workspace";
import type { Requests } from "../../protocol";
import { joinedCoverage, type Coverage } from "../../pytest/coverage/coverage";
import type { Services } from "../services";

/** All runs of this session, by the URIs of the files. */
const coverages = new WeakMap<Workspace, Coverage>();

/** undefined: nothing was run with coverage. Another object after each run. */
export const coverageOf = (workspace: Workspace): Coverage | undefined => coverages.get(workspace);

/** Takes what a run opened, which adds up. */
export function takeCoverage(
  { workspace }: Services,
  { run, files }: Requests["tapedeck/covered"]["params"],
): Requests["tapedeck/covered"]["result"] {
  const opened = new Map(files.map((each) => [each.file, each]));
  const all = workspace.index.uris().map((uri) => {
    const found = opened.get(realPath(pathOfUri(uri)));
    return found ? { ...found, file: uri } : { file: uri, runs: [], tests: [], untold: false };
  });
  const known = coverages.get(workspace);
  const coverage = joinedCoverage([...(known ? [known] : []), { version: 1, runs: [run], files: all }]);
  coverages.set(workspace, coverage);
  const count = coverage.files.filter(({ runs }) => runs.length > 0).length;
  return { opened: count, files: coverage.files.length, runs: coverage.runs.length };
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // It is gone.
  }
}
