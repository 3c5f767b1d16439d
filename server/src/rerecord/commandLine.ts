/** What exactly is run for a plan: a program and its arguments, never a line for a shell. Pure. */
import { shellWord } from "../recording/shellWord";
import type { RecorderSuite, RunMode } from "../recording/recorder";
import type { RerecordSettings } from "./settings";

/** What was found in the workspace. */
export interface Detected {
  /** The program and arguments that start Python; undefined where the command does without. */
  readonly python: readonly string[] | undefined;
  readonly suite: RecorderSuite;
}

/** Folders of one run; paths. */
export interface RunFolders {
  /** What the recorder is told instead of the workspace; undefined: recordings are written where they lie. */
  readonly staging: string | undefined;
  /** pytest's cache goes here, so that the workspace stays as it is. */
  readonly cache: string;
}

export interface CommandLine {
  readonly kind: "command";
  readonly command: string;
  /** Given to the program one by one, as they are. */
  readonly args: readonly string[];
  /** To add to the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Exit statuses are pytest's own. */
  readonly pytest: boolean;
}

const preset = ["${python}", "-m", "pytest", "${nodeIds}"];
const placeholders = ["${python}", "${nodeIds}"];

/** Output is live and coloured although it goes through a pipe, and Python leaves no compiled files behind. */
const ours = {
  PYTHONUNBUFFERED: "1",
  PYTHONIOENCODING: "utf-8",
  PY_COLORS: "1",
  FORCE_COLOR: "1",
  PYTHONDONTWRITEBYTECODE: "1",
};

/** Whether `commandLine` needs `Detected.python`. */
export function needsPython(settings: Pick<RerecordSettings, "command">): boolean {
  return settings.command.length === 0 || settings.command.includes("${python}");
}

/** Errors are one sentence about the setting that is wrong. */
export function commandLine(
  settings: RerecordSettings,
  mode: RunMode,
  { nodeIds }: { readonly nodeIds: readonly string[] },
  detected: Detected,
  folders: RunFolders,
): CommandLine | { readonly kind: "refused"; readonly reason: string } {
  const own = settings.command.length > 0;
  const template = own ? settings.command : preset;
  const wrong = whyWrong(template);
  if (wrong !== undefined) return { kind: "refused", reason: `The setting tapedeck.rerecord.command ${wrong}.` };
  const [command = "", ...args] = template.flatMap((argument) => filledIn(argument, nodeIds, detected.python));
  const recorder = detected.suite.run(mode, settings, folders.staging);
  // After the node ids, so that no option takes a node id for its value.
  const options = own ? [] : [...recorder.args, "-vv", "-o", `cache_dir=${folders.cache}`];
  return {
    kind: "command",
    command,
    args: [...args, ...options, ...settings.arguments],
    environment: { ...ours, ...recorder.environment, ...settings.environment, ...recorder.forced },
    pytest: !own,
  };
}

function filledIn(argument: string, nodeIds: readonly string[], python: readonly string[] | undefined): readonly string[] {
  if (argument === "${nodeIds}") return nodeIds;
  if (argument === "${python}") return python ?? [];
  return [argument];
}

function whyWrong(template: readonly string[]): string | undefined {
  const within = template.find((argument) => placeholders.some((name) => argument !== name && argument.includes(name)));
  if (within !== undefined) return `has a placeholder inside of ${JSON.stringify(within)}: it must be an argument of its own`;
  if (template[0] === "" || template[0] === "${nodeIds}") return "names no program to run";
  if (!template.includes("${nodeIds}")) return "has no argument ${nodeIds}, so it would not know which tests to record";
  return undefined;
}

/** The command line for people to read, or to paste into a shell: on one line, whatever the arguments hold. */
export function shownCommandLine({ command, args }: Pick<CommandLine, "command" | "args">): string {
  return [command, ...args].map(shellWord).join(" ");
}
