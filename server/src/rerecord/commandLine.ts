/** Builds the command of a plan: a program and its arguments, never a shell command. Pure. */
import { shellWord } from "../recording/shellWord";
import type { RecorderSuite, RunMode } from "../recording/recorder";
import type { RerecordSettings } from "./settings";

/** What was detected in the workspace. */
export interface Detected {
  /** The program and arguments that start Python; undefined if the command does not need it. */
  readonly python: readonly string[] | undefined;
  readonly suite: RecorderSuite;
}

/** Paths of the folders for one run. */
export interface RunFolders {
  /** The folder that the recorder is given; undefined: recordings are written in place. */
  readonly staging: string | undefined;
  /** The folder for pytest's cache, so that the workspace does not change. */
  readonly cache: string;
}

export interface CommandLine {
  readonly kind: "command";
  readonly command: string;
  /** Passed to the program unmodified, without a shell. */
  readonly args: readonly string[];
  /** Added to the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether exit codes are pytest's own. */
  readonly pytest: boolean;
}

const preset = ["${python}", "-m", "pytest", "${nodeIds}"];
const placeholders = ["${python}", "${nodeIds}"];

/** Makes output unbuffered and coloured although it is piped, and prevents Python from writing compiled files. */
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

/** An error is one sentence about the wrong setting. */
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
  // After the node ids, so that no option takes a node id as its value.
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

/** The command line to show, and to paste into a shell: always a single line. */
export function shownCommandLine({ command, args }: Pick<CommandLine, "command" | "args">): string {
  return [command, ...args].map(shellWord).join(" ");
}
