/** The recordings of a folder with what a run opened of them. */
import { realpathSync } from "node:fs";
import type { CoveredFile } from "../../pytest/coverage/coverage";
import { playedOf, type OpenedFiles } from "../../pytest/coverage/opened";
import type { Found } from "../files";

/** As many as there are recordings, opened or not; of one run. */
export function coveredFiles(found: readonly Found[], { files }: OpenedFiles): readonly CoveredFile[] {
  return found.map(({ path, shown }) => {
    const opened = files.get(realpathSync(path));
    if (opened === undefined) return { file: shown, runs: [], tests: [], untold: false };
    const tests = [...new Set([...opened.tests, ...opened.during])].sort();
    const recordings = playedOf(opened);
    return { file: shown, runs: [0], tests, untold: opened.untold, ...(recordings && { recordings }) };
  });
}
