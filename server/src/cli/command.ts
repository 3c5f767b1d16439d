/** What all commands have in common: how they are made, fail and print lists. */
import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { shorten } from "../recording/json";
import { defaultRerecordSettings, type RerecordSettings } from "../rerecord/settings";
import {
  colorChoices,
  complainOfUsage,
  explainUsage,
  jsonText,
  setColors,
  showSecrets,
  writeAsIs,
  type ColorChoice,
} from "./output";

/** What all commands take. */
interface CommonOptions {
  readonly color: ColorChoice;
  readonly showSecrets?: boolean;
}

/** A command that tells its usage when it is called wrongly, and then exits with 2. */
export function command(name: string, description: string): Command {
  const made = new Command(name);
  return made
    .description(description)
    .option("--verbose", "print internal errors to standard error")
    .addOption(
      new Option("--color <when>", "color the output: auto on a terminal, as NO_COLOR and FORCE_COLOR say")
        .choices(colorChoices)
        .default("auto" satisfies ColorChoice),
    )
    .configureOutput({ writeErr: explainUsage, outputError: (error) => complainOfUsage(error, usageOf(made)) })
    .hook("preAction", (_, called) => {
      const options = called.opts<CommonOptions>();
      if (options.showSecrets === true) showSecrets();
      setColors(options.color);
    })
    .exitOverride((end) => {
      // Let the process end by itself once the output is written: on a full disk it is not, which must be reported.
      process.exitCode = end.exitCode === 0 ? 0 : 2;
      throw end;
    });
}

/** What follows the sentence that says what is wrong. */
const usageOf = (made: Command): string =>
  `Usage: ${made.createHelp().commandUsage(made)}\n\nFor more information, try '--help'.\n`;

/** `--format`, the first being the default. */
export function formatOption(...formats: readonly string[]): Option {
  return new Option("--format <format>", "output format").choices(formats).default(formats[0]);
}

/** For commands that print what was recorded. */
export function secretsOption(): Option {
  return new Option("--show-secrets", "print credentials in full instead of only their first characters");
}

/** What is looked through. */
export function pathArgument(): Argument {
  return new Argument("[path...]", "files, folders, globs, test modules or pytest node ids (default: the current folder)");
}

/** For commands that change something. */
export function dryRunOption(what = "show what would change, and change nothing"): Option {
  return new Option("--dry-run", what);
}

/** For commands that check: `cache` is false then. */
export function cacheOption(): Option {
  return new Option("--no-cache", "ignore the cache and read every file");
}

/** For commands that run tests. */
export function pythonOption(): Option {
  return new Option("--python <path>", "Python interpreter that runs pytest").default("", "of the project's environment");
}

/** The same. */
export function timeoutOption(): Option {
  return new Option("--timeout <seconds>", "maximum duration in seconds; 0 for no limit")
    .default(defaultRerecordSettings.timeout)
    .argParser(seconds);
}

function seconds(given: string): number {
  const value = Number(given);
  if (given.trim() === "" || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError("Expected a number of seconds.");
  return value;
}

/** For commands that look for recordings. */
export function allowEmptyOption(): Option {
  return new Option("--allow-empty", "succeed if there are no recordings");
}

/** The settings of a run, for everything that no option sets. */
export const runSettings: RerecordSettings = { ...defaultRerecordSettings, pythonIn: "--python" };

/** For an option that may be given several times. */
export const repeated = (given: string, earlier: readonly string[] | undefined): readonly string[] => [...(earlier ?? []), given];

/** Reads `name=value`, which `form` names, into a record, for an option that may be given several times. */
export function pairs(form: string, valid: (name: string, value: string) => string | undefined) {
  return (given: string, earlier: Readonly<Record<string, string>> = {}): Record<string, string> => {
    const [, name, value] = /^([^=]*)=(.*)$/.exec(given) ?? [];
    if (name === undefined || value === undefined)
      throw new InvalidArgumentError(`Expected ${form}, but "${shorten(given, 100)}" has no equals sign.`);
    const problem = valid(name, value);
    if (problem !== undefined) throw new InvalidArgumentError(problem);
    return { ...earlier, [name]: value };
  };
}

/** Prints values as they arrive: a single one as an object, several as a list with one element per line. */
export class JsonPrinter {
  readonly #alone: boolean;
  #printed = 0;

  constructor(alone: boolean) {
    this.#alone = alone;
  }

  async print(value: unknown): Promise<void> {
    const text = jsonText(value, this.#alone ? 2 : undefined);
    const before = this.#alone ? "" : this.#printed === 0 ? "[\n" : ",\n";
    this.#printed++;
    await writeAsIs(before + text);
  }

  async end(): Promise<void> {
    await writeAsIs(this.#alone ? "\n" : this.#printed === 0 ? "[]\n" : "\n]\n");
  }
}
