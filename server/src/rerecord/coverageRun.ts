/** Replays tests in their own setup, and reports which files they opened. */
import { realpath } from "node:fs/promises";
import type { CoveredFile, CoverageRun } from "../pytest/coverage/coverage";
import { coveredFile, Opened } from "../pytest/coverage/opened";
import { coveragePlugin, coveredFolder } from "./coveragePlugin";
import { replayWith, type ReplayOptions, type TestRun } from "./replayRun";

export type CoveredRun =
  | {
      readonly kind: "covered";
      readonly run: CoverageRun;
      /** The opened files, by real path. */
      readonly files: readonly CoveredFile[];
      /** Why it did not run to its end, in a sentence. */
      readonly problem: string | undefined;
    }
  | Exclude<TestRun, { readonly kind: "ran" }>;

/** Never rejects because of what the tests do. */
export async function coverTests(options: ReplayOptions): Promise<CoveredRun> {
  const began = new Date().toISOString();
  const opened = new Opened();
  let command: readonly string[] = [];
  const folder = await realpath(options.workspaceFolder);
  const environment = { ...options.settings.environment, [coveredFolder]: folder };
  const onCommand: ReplayOptions["onCommand"] = (line) => {
    command = [line.command, ...line.args];
    options.onCommand?.(line);
  };
  const settings = { ...options.settings, environment };
  const run = await replayWith(coveragePlugin, { ...options, settings, onCommand }, (line) => opened.add(line));
  if (run.kind !== "ran") return run;
  const told = opened.done();
  const ended = new Date().toISOString();
  const files = [...told.files].map(([path, file]) => coveredFile(path, file));
  return { kind: "covered", run: { command, began, ended, status: null, tests: told.tests }, files, problem: run.problem };
}
