/** Collects tests with pytest. It imports the modules, so their code runs; no test does. */
import { reasonOf } from "../errors";
import { privateFolder } from "../disk/privateFolder";
import { parseCollected, type Collected } from "../pytest/collected";
import type { CommandLine } from "./commandLine";
import type { CollectedCassette } from "../protocol";
import { cassettePlugin, readPluginOutput } from "./cassettePlugin";
import { prepare } from "./prepare";
import { installPlugin } from "./pytestPlugin";
import { run } from "./run";
import type { RerecordSettings } from "./settings";

export interface CollectOptions {
  /** Paths of the folder to run pytest in, and of the workspace folder around it. */
  readonly root: string;
  readonly workspaceFolder: string;
  /** Relative to `root`; validated, so that pytest takes none of them for an option. */
  readonly modules: readonly string[];
  readonly settings: RerecordSettings;
  /** The interpreter selected in the Python extension. */
  readonly fromExtension?: string | undefined;
  /** Path of a private folder for pytest's cache, outside of the workspace; it need not exist. */
  readonly cache: string;
  readonly signal: AbortSignal;
  readonly onCommand?: (commandLine: CommandLine) => void;
}

export type Collection =
  | {
      readonly kind: "collected";
      readonly collected: Collected;
      /** As far as their fixtures tell without a run. */
      readonly cassettes: readonly CollectedCassette[];
      readonly output: string;
    }
  | { readonly kind: "cancelled" }
  /** `reason` is one or two sentences. */
  | { readonly kind: "failed"; readonly reason: string; readonly output: string };

/** The most characters of a command line, below Windows' limit. */
const longestLine = 20_000;

/** The most characters of output to keep; a longer one is incomplete. */
const longestOutput = 32_000_000;

/** pytest's exit codes for: success; errors in some modules; no tests. */
const good = [0, 2, 5];

/** Ignores the user's own command, which may not support pytest's options. Never rejects because of what the tests do. */
export async function collectTests(options: CollectOptions): Promise<Collection> {
  const { root, workspaceFolder, fromExtension } = options;
  const settings = { ...options.settings, command: [] };
  try {
    await privateFolder(options.cache, [workspaceFolder]);
  } catch (error) {
    return { kind: "failed", reason: reasonOf(error), output: "" };
  }
  const found: Collected[] = [];
  const cassettes: CollectedCassette[] = [];
  let output = "";
  for (const nodeIds of portions(options.modules)) {
    const plan = { root, workspaceFolder, nodeIds, testIds: [], urls: [] };
    const prepared = await prepare(plan, settings, fromExtension);
    if (prepared.kind === "refused") return { kind: "failed", reason: prepared.reason, output };
    const plugin = await installPlugin(cassettePlugin, options.cache);
    const line = collecting(plugin.loadedBy(prepared.commandFor("replay", { staging: undefined, cache: options.cache })));
    const ran = await runLine(line, options);
    output += ran.output;
    if (ran.kind === "cancelled") return { kind: "cancelled" };
    if (ran.kind === "failed") return { ...ran, output };
    found.push(ran.collected);
    for (const each of readPluginOutput(await plugin.output())) cassettes.push(each);
  }
  return { kind: "collected", collected: joined(found), cassettes, output };
}

async function runLine(line: CommandLine, { root, settings, signal, onCommand }: CollectOptions) {
  let output = "";
  const onOutput = (text: string) => {
    if (output.length < longestOutput) output += text;
  };
  onCommand?.(line);
  const result = await run({ ...line, cwd: root, onOutput, signal, limit: settings.timeout * 1000 });
  if (result.kind === "cancelled") return { kind: "cancelled" as const, output: "" };
  const failed = (reason: string) => ({ kind: "failed" as const, reason, output });
  if (result.kind === "failed") return failed(result.reason);
  if (result.kind === "timedOut") return failed(`It took longer than ${settings.timeout} seconds.`);
  if (!good.includes(result.status ?? -1)) return failed(`pytest ended with status ${result.status ?? "unknown"}.`);
  return { kind: "collected" as const, collected: parseCollected(output), output };
}

/** Last, to override settings and pytest's own configuration: one node id per line, without colours. */
function collecting(line: CommandLine): CommandLine {
  return { ...line, args: [...line.args, "--collect-only", "--verbosity=-1", "--color=no"] };
}

/** Splits the modules into groups, each short enough for a command line. */
export function portions(modules: readonly string[]): readonly (readonly string[])[] {
  const all: string[][] = [];
  let room = 0;
  for (const module of modules) {
    room -= module.length + 3;
    if (room < 0) {
      room = longestLine - module.length;
      all.push([]);
    }
    all.at(-1)?.push(module);
  }
  return all;
}

function joined(found: readonly Collected[]): Collected {
  return {
    testIds: new Set(found.flatMap(({ testIds }) => [...testIds])),
    failed: new Set(found.flatMap(({ failed }) => [...failed])),
    complete: found.every(({ complete }) => complete),
  };
}
