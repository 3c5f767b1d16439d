/** Asks pytest which tests there are. The modules are imported by it, so the code in them runs; no test does. */
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
  /** Paths: the folder to run pytest in, and the workspace folder around it. */
  readonly root: string;
  readonly workspaceFolder: string;
  /** From `root`; checked, so that pytest reads none of them as an option. */
  readonly modules: readonly string[];
  readonly settings: RerecordSettings;
  /** The interpreter that another part of the editor knows. */
  readonly fromExtension?: string | undefined;
  /** A folder (path) of the user's alone for pytest's cache, outside of the workspace; it need not exist. */
  readonly cache: string;
  readonly signal: AbortSignal;
  readonly onCommand?: (commandLine: CommandLine) => void;
}

export type Collection =
  | {
      readonly kind: "collected";
      readonly collected: Collected;
      /** As far as their fixtures say without a run. */
      readonly cassettes: readonly CollectedCassette[];
      readonly output: string;
    }
  | { readonly kind: "cancelled" }
  /** `reason` is one sentence or two. */
  | { readonly kind: "failed"; readonly reason: string; readonly output: string };

/** Characters of one command line, below what Windows takes. */
const longestLine = 20_000;

/** Characters of output that are kept; what is longer is not complete. */
const longestOutput = 32_000_000;

/** pytest's: all went well; some modules could not be collected; there are no tests. */
const good = [0, 2, 5];

/** The user's own command is left out: who knows what it would do with pytest's options. Never rejects for what the tests do. */
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

/** Last, so that it wins over what the settings and pytest's own files say: one node id a line, without colours. */
function collecting(line: CommandLine): CommandLine {
  return { ...line, args: [...line.args, "--collect-only", "--verbosity=-1", "--color=no"] };
}

/** The modules in portions, each short enough for one command line. */
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
