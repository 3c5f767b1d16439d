/** What exactly is run for a plan: a program and its arguments, never a line for a shell. Pure. */
import type { RerecordPlan } from "../../../server/src/protocol";

/** The `tapedeck.rerecord` section of the settings. */
export interface RerecordSettings {
  /** Empty: the interpreter is looked for. */
  readonly python: string;
  /** Empty: a preset. */
  readonly command: readonly string[];
  /** Further arguments. */
  readonly arguments: readonly string[];
  /** Further environment variables; they win over our own. */
  readonly environment: Readonly<Record<string, string>>;
  readonly mode: RecordMode;
}

export type RecordMode = "record" | "record-if-missing";

/** What was found in the workspace. */
export interface Detected {
  /** The interpreter; undefined where the command does without one. */
  readonly python: string | undefined;
  /** The suite's `conftest.py` declares OGX's option `--inference-mode`. */
  readonly inferenceModeOption: boolean;
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

/** OGX's name and the one from before the project was renamed. */
const modeVariables = ["OGX_TEST_INFERENCE_MODE", "LLAMA_STACK_TEST_INFERENCE_MODE"];

/** Whether `commandLine` needs `Detected.python`. */
export function needsPython(settings: RerecordSettings): boolean {
  return settings.command.length === 0 || settings.command.includes("${python}");
}

/** Errors are one sentence about the setting that is wrong. */
export function commandLine(
  settings: RerecordSettings,
  { nodeIds }: Pick<RerecordPlan & { kind: "plan" }, "nodeIds">,
  detected: Detected,
): CommandLine | { readonly kind: "refused"; readonly reason: string } {
  const own = settings.command.length > 0;
  const template = own ? settings.command : preset;
  const wrong = whyWrong(template);
  if (wrong !== undefined) return { kind: "refused", reason: `The setting tapedeck.rerecord.command ${wrong}.` };
  const [command = "", ...args] = template.flatMap((argument) => filledIn(argument, nodeIds, detected.python));
  // After the node ids, so that no option takes a node id for its value.
  const options = !own && detected.inferenceModeOption ? [`--inference-mode=${settings.mode}`] : [];
  return {
    kind: "command",
    command,
    args: [...args, ...options, ...settings.arguments],
    environment: environment(settings),
    pytest: !own,
  };
}

function filledIn(argument: string, nodeIds: readonly string[], python: string | undefined): readonly string[] {
  if (argument === "${nodeIds}") return nodeIds;
  if (argument === "${python}") return python === undefined ? [] : [python];
  return [argument];
}

function whyWrong(template: readonly string[]): string | undefined {
  const within = template.find((argument) => placeholders.some((name) => argument !== name && argument.includes(name)));
  if (within !== undefined) return `has a placeholder inside of ${JSON.stringify(within)}: it must be an argument of its own`;
  if (template[0] === "" || template[0] === "${nodeIds}") return "names no program to run";
  if (!template.includes("${nodeIds}")) return "has no argument ${nodeIds}, so it would not know which tests to record";
  return undefined;
}

/** Output is live and coloured although it goes through a pipe. */
function environment(settings: RerecordSettings): Record<string, string> {
  const mode = Object.fromEntries(modeVariables.map((name) => [name, settings.mode]));
  const output = { PYTHONUNBUFFERED: "1", PYTHONIOENCODING: "utf-8", PY_COLORS: "1", FORCE_COLOR: "1" };
  return { ...output, ...mode, ...settings.environment };
}

/** The command line for people to read: on one line, whatever the arguments hold. */
export function shownCommandLine({ command, args }: Pick<CommandLine, "command" | "args">): string {
  return [command, ...args]
    .map((argument) => (/^[\w@%+=:,./[\]-]+$/u.test(argument) ? argument : JSON.stringify(argument)))
    .join(" ");
}
