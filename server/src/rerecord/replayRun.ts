/**
 * Replays tests and tells what they asked of their cassettes. Nothing is recorded; what the requests hold lies in a folder of the user's own until
 * it is read.
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
  /** Paths: the folder to run pytest in, and the workspace folder around it. */
  readonly root: string;
  readonly workspaceFolder: string;
  /** Node ids, modules and folders from `root`; checked, so that pytest reads none of them as an option. Empty: what the suite's settings say. */
  readonly nodeIds: readonly string[];
  /** Those of a re-recording; its own command is left out, as nobody knows what it would do with our options. */
  readonly settings: RerecordSettings;
  /** The interpreter that another part of the editor knows. */
  readonly fromExtension?: string | undefined;
  /** A folder (path) of the user's alone, outside of the workspace; it need not exist. */
  readonly cache: string;
  readonly signal: AbortSignal;
  readonly onCommand?: (commandLine: CommandLine) => void;
  readonly onOutput?: (text: string) => void;
  /** Somebody else runs tests in this folder: the process's id. */
  readonly onWait?: (pid: number) => void;
}

/** What became of a run. */
export type TestRun =
  /** `problem`: the sentence that says why it did not run to its end; what was told before is there all the same. */
  | { readonly kind: "ran"; readonly problem: string | undefined }
  | { readonly kind: "cancelled" }
  /** Nothing was run; `reason` is one sentence or two. */
  | { readonly kind: "refused"; readonly reason: string };

export type Replay =
  | { readonly kind: "replayed"; readonly events: readonly ReplayedEvent[]; readonly problem: string | undefined }
  | Exclude<TestRun, { readonly kind: "ran" }>;

/** Names of the folders of runs begin with it, and go on with the process's id. */
const prefix = "replay-";

/** pytest's: all passed, some failed, there are no tests. */
const good = [0, 1, 5];

/** Never rejects for what the tests do. */
export async function replayTests(options: ReplayOptions): Promise<Replay> {
  const events: ReplayedEvent[] = [];
  const replay = await replayWith(replayPlugin, options, (line) => {
    const event = replayedEvent(line);
    if (event?.event === "broken") logFailure("The replay plugin", new Error(event.message));
    else if (event) events.push(event);
  });
  return replay.kind === "ran" ? { kind: "replayed", events, problem: replay.problem } : replay;
}

/** Like `replayTests`, with another plugin; `onLine` gets the lines that it wrote, when the tests are over. */
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

/** What a run left that did not come to its end. */
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

/** Last, so that it wins over what the settings and pytest's own files say: a failure keeps no other test from running. */
function toTheEnd(line: CommandLine): CommandLine {
  return { ...line, args: [...line.args, "--maxfail=0", "--continue-on-collection-errors"] };
}

/** Why it did not run to its end; undefined: it did. */
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
