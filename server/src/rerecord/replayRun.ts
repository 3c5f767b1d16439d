/**
 * Replays tests and reports what they requested from their cassettes. Nothing is recorded. The requests are kept in a private folder until
 * they are read.
 */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf } from "../errors";
import { privateFolder } from "../disk/privateFolder";
import { logFailure } from "../log";
import { portions } from "./collect";
import type { CommandLine } from "./commandLine";
import { interpreterOf } from "./describe";
import { lockFolder } from "./lock";
import { prepare } from "./prepare";
import { isAlive } from "./processes";
import { PytestOutput } from "./pytestOutput";
import { installPlugin, writtenLines, type PytestPlugin } from "./pytestPlugin";
import { replayedEvent, type ReplayedEvent } from "../pytest/cassettes/replayed";
import { replayPlugin } from "./replayPlugin";
import { run } from "./run";
import type { RerecordSettings } from "./settings";

export interface ReplayOptions {
  /** Paths of the folder to run pytest in, and of the workspace folder around it. */
  readonly root: string;
  readonly workspaceFolder: string;
  /**
   * Node ids, modules and folders relative to `root`; validated, so that pytest takes none of them for an option. Empty: what the suite's settings
   * say.
   */
  readonly nodeIds: readonly string[];
  /** Those of re-recording, without its own command, which may not support our options. */
  readonly settings: RerecordSettings;
  /** The interpreter selected in the Python extension. */
  readonly fromExtension?: string | undefined;
  /** Path of a private folder outside of the workspace; it need not exist. */
  readonly cache: string;
  readonly signal: AbortSignal;
  readonly onCommand?: (commandLine: CommandLine) => void;
  readonly onOutput?: (text: string) => void;
  /** Called if another process (its id) runs tests in this folder. */
  readonly onWait?: (pid: number) => void;
}

/** How a run ended. */
export type TestRun =
  /** `problem` is a sentence that says why it did not run to its end; the results until then are kept. */
  | { readonly kind: "ran"; readonly problem: string | undefined }
  | { readonly kind: "cancelled" }
  /** Nothing was run; `reason` is one or two sentences. */
  | { readonly kind: "refused"; readonly reason: string };

export type Replay =
  | { readonly kind: "replayed"; readonly events: readonly ReplayedEvent[]; readonly problem: string | undefined }
  | Exclude<TestRun, { readonly kind: "ran" }>;

/** The prefix of the names of runs' folders, followed by the process id. */
const prefix = "replay-";

/** pytest's exit codes for: all passed, some failed, no tests. */
const good = [0, 1, 5];

/** Never rejects because of what the tests do. */
export async function replayTests(options: ReplayOptions): Promise<Replay> {
  const events: ReplayedEvent[] = [];
  const replay = await replayWith(replayPlugin, options, (line) => {
    const event = replayedEvent(line);
    if (event?.event === "broken") logFailure("The replay plugin", new Error(event.message));
    else if (event) events.push(event);
  });
  return replay.kind === "ran" ? { kind: "replayed", events, problem: replay.problem } : replay;
}

/** Like `replayTests`, with another plugin; `onLine` gets its output line by line, after the tests. */
export async function replayWith(plugin: PytestPlugin, options: ReplayOptions, onLine: (line: string) => void): Promise<TestRun> {
  const unlock = await lockFolder(options.root, options.signal, options.onWait ?? (() => undefined));
  if (!unlock) return { kind: "cancelled" };
  let folder: string | undefined;
  try {
    await privateFolder(options.cache, [options.workspaceFolder]);
    await forgetAbandoned(options.cache);
    folder = await mkdtemp(join(options.cache, `${prefix}${process.pid}-`));
    return await replayAll(plugin, options, folder, onLine);
  } catch (error) {
    return { kind: "refused", reason: reasonOf(error) };
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    await unlock();
  }
}

/** Deletes what interrupted runs left behind. */
async function forgetAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : NaN;
    if (pid > 0 && !(await isAlive({ pid, began: "", parents: [] })))
      await rm(join(cache, name), { recursive: true, force: true });
  }
}

async function replayAll(
  plugin: PytestPlugin,
  options: ReplayOptions,
  folder: string,
  onLine: (line: string) => void,
): Promise<TestRun> {
  const settings = { ...options.settings, command: [] };
  for (const nodeIds of options.nodeIds.length > 0 ? portions(options.nodeIds) : [[]]) {
    const { root, workspaceFolder, fromExtension } = options;
    const plan = { root, workspaceFolder, nodeIds, recordings: [], testIds: [], urls: [] };
    const prepared = await prepare(plan, settings, fromExtension);
    if (prepared.kind === "refused") return prepared;
    const installed = await installPlugin(plugin, folder);
    const line = toTheEnd(installed.loadedBy(prepared.commandFor("replay", { staging: undefined, cache: folder })));
    const problem = await runLine(line, options);
    if (problem === "cancelled") return { kind: "cancelled" };
    for await (const written of writtenLines(installed.written)) onLine(written);
    if (problem !== undefined) return { kind: "ran", problem };
  }
  return { kind: "ran", problem: undefined };
}

/** Last, to override settings and pytest's own configuration: no failure stops the run. */
function toTheEnd(line: CommandLine): CommandLine {
  return { ...line, args: [...line.args, "--maxfail=0", "--continue-on-collection-errors"] };
}

/** Why it did not run to its end; undefined if it did. */
async function runLine(line: CommandLine, { root, settings, signal, onCommand, onOutput }: ReplayOptions) {
  onCommand?.(line);
  const limit = settings.timeout * 1000;
  const tally = new PytestOutput();
  const onText = (text: string) => {
    tally.write(text);
    onOutput?.(text);
  };
  const result = await run({ ...line, cwd: root, onOutput: onText, signal, limit });
  if (result.kind === "cancelled") return "cancelled";
  if (result.kind === "failed") return result.reason;
  if (result.kind === "timedOut") return `The tests took longer than ${settings.timeout} seconds.`;
  const { problem } = tally;
  if (result.status !== 0 && problem !== undefined) return `pytest did not start with ${interpreterOf(line)}: ${problem}`;
  return good.includes(result.status ?? -1) ? undefined : `pytest ended with status ${result.status ?? "unknown"}.`;
}
