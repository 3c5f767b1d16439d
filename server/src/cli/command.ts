/** What all commands share: how they are created, fail and print lists. */
import { Command, InvalidArgumentError, Option } from "commander";
import { shorten } from "../recording/json";
import { defaultRerecordSettings, type RerecordSettings } from "../rerecord/settings";
import { complainOfUsage, jsonText, showSecrets, writeAsIs } from "./output";

/** A command that prints its usage and exits with 2 if it is called with wrong arguments. */
export function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option("--verbose", "print internal errors to standard error")
    .showHelpAfterError()
    .configureOutput({ writeErr: complainOfUsage })
    .hook("preAction", (_, called) => {
      if (called.opts().showSecrets === true) showSecrets();
    })
    .exitOverride((end) => {
      // Let the process end by itself once the output is written: on a full disk it is not, which must be reported.
      process.exitCode = end.exitCode === 0 ? 0 : 2;
      throw end;
    });
}

/** The `--format` option; the first format is the default. */
export function formatOption(...formats: readonly string[]): Option {
  return new Option("--format <format>", "output format").choices(formats).default(formats[0]);
}

/** For commands that print what was recorded. */
export function secretsOption(): Option {
  return new Option("--show-secrets", "print credentials in full instead of only their first characters");
}

/** For commands that run tests. */
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

/** Parses `name=value`, called `form` in error messages, into a record, for an option that can be repeated. */
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
