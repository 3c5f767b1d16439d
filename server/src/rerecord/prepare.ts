/** What is known about a run in advance: command, setup, environment. Runs nothing in the workspace. */
import { join } from "node:path";
import type { Recorder, RunMode } from "../recording/recorder";
import { commandLine, needsPython, type CommandLine, type Detected, type RunFolders } from "./commandLine";
import { fixedVariables, requiredVariables, type RequiredVariable } from "./environment";
import { findInterpreter } from "./interpreter";
import { missingModules } from "./missingModules";
import { findProgram } from "./programs";
import { recorderNamed } from "../formats/recorders";
import type { RerecordSettings } from "./settings";
import { suiteFiles, suiteFolders } from "./suite";

export interface Prepared {
  readonly kind: "prepared";
  readonly settings: RerecordSettings;
  readonly recorder: Recorder;
  /** undefined if the suite has no setups, or the right one is unknown. */
  readonly setup: string | undefined;
  readonly stackConfig: string | undefined;
  /** All setups of the suite, to choose from; empty if it has none. */
  readonly setups: readonly string[];
  /** Missing ones first. */
  readonly required: readonly RequiredVariable[];
  /** Modules that the suite's conftest.py files import and the interpreter lacks; also empty if that could not be checked. */
  readonly missingModules: readonly string[];
  /** Never fails, because errors in the settings were found before. */
  readonly commandFor: (mode: RunMode, folders: RunFolders) => CommandLine;
}

export interface Refused {
  readonly kind: "refused";
  readonly reason: string;
}

export interface Preparation {
  readonly root: string;
  readonly workspaceFolder: string;
  readonly nodeIds: readonly string[];
  /** The id of the recorder for new recordings; undefined if unknown, as when collecting tests. */
  readonly recorder?: string;
  /** Tests with recordings, whose parameters name the models. */
  readonly testIds: readonly string[];
  /** URLs of the requests recorded so far. */
  readonly urls: readonly string[];
}

/** `fromExtension` is the interpreter selected in the Python extension. */
export async function prepare(
  plan: Preparation,
  settings: RerecordSettings,
  fromExtension?: string,
): Promise<Prepared | Refused> {
  const folders = [plan.root, plan.workspaceFolder] as const;
  const command = await foundCommand(settings, folders);
  if (command === undefined) {
    const reason = `The setting tapedeck.rerecord.command names ${settings.command[0] ?? ""}, which is not on the PATH. Folders inside of the workspace do not count.`;
    return { kind: "refused", reason };
  }
  const recorder = recorderNamed(plan.recorder);
  const files = suiteFiles(plan.root, plan.nodeIds);
  const suite = await recorder.suiteOf(plan, files);
  const fixed = (await files("conftest.py")).flatMap(fixedVariables);
  const python = needsPython(settings)
    ? await findInterpreter({ setting: settings.python, setIn: settings.pythonIn, fromExtension, folders })
    : undefined;
  if (python?.kind === "none") return { kind: "refused", reason: python.reason };
  const detected: Detected = { suite, python: python?.python };
  const commandFor = (mode: RunMode, folders: RunFolders) => commandLine({ ...settings, command }, mode, plan, detected, folders);
  const trial = commandFor(settings.mode, { staging: undefined, cache: "" });
  if (trial.kind === "refused") return trial;
  const environment = { ...process.env, ...settings.environment };
  const own = [...suiteFolders(plan.root, plan.nodeIds), plan.root, plan.workspaceFolder];
  const lacking = await missingModules({
    python: python?.python ?? [],
    files,
    workspaces: folders,
    folders: [...new Set(own.flatMap((folder) => [folder, join(folder, "src"), join(folder, "lib")]))],
    pythonPath: environment["PYTHONPATH"],
  });
  return {
    kind: "prepared",
    settings,
    recorder,
    ...suite.chosen(settings),
    setups: suite.setups,
    required: requiredVariables(recorder.keys, plan.urls, settings.requires, environment, fixed),
    missingModules: lacking,
    commandFor: (mode, folders) => asCommand(commandFor(mode, folders)),
  };
}

/** The user's own command with its program resolved, so that what is shown is what runs. undefined if there is none. */
async function foundCommand(
  { command, environment }: RerecordSettings,
  folders: readonly string[],
): Promise<readonly string[] | undefined> {
  const [name = "", ...args] = command;
  if (name === "" || /[/\\]|^\$\{/.test(name)) return command;
  const program = await findProgram(name, folders, environment["PATH"]);
  return program === undefined ? undefined : [program, ...args];
}

/** The command line as the plan shows it, without our own folders. */
export function plannedCommand({ settings, commandFor }: Prepared): CommandLine {
  const line = commandFor(settings.mode, { staging: undefined, cache: "…" });
  return {
    ...line,
    args: line.args.filter((argument, index) => argument !== "cache_dir=…" && line.args[index + 1] !== "cache_dir=…"),
  };
}

function asCommand(line: ReturnType<typeof commandLine>): CommandLine {
  if (line.kind === "refused") throw new Error(line.reason);
  return line;
}
