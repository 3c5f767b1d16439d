/** The options of a run, from the settings or the command line. */

import type { RecordMode } from "../recording/recorder";

export type { RecordMode } from "../recording/recorder";

/** The `tapedeck.rerecord` section of the settings, with a profile merged in. */
export interface RerecordSettings {
  /** Empty: the interpreter is detected. */
  readonly python: string;
  /** Where the user sets it: in the settings, or as an option. */
  readonly pythonIn: "tapedeck.rerecord.python" | "--python";
  /** Empty: the recorder's own command. */
  readonly command: readonly string[];
  /** Further arguments. */
  readonly arguments: readonly string[];
  /** Further environment variables, which override our own, except those that protect the workspace. */
  readonly environment: Readonly<Record<string, string>>;
  /** Names of variables that the run requires. */
  readonly requires: readonly string[];
  readonly mode: RecordMode;
  /** The suite's `--setup`; undefined: inferred from the test id. Empty: none. */
  readonly setup: string | undefined;
  /** The suite's `--stack-config`; undefined: inferred from the setup. Empty: none. */
  readonly stackConfig: string | undefined;
  /** In seconds; 0: unlimited. */
  readonly timeout: number;
}

export const defaultRerecordSettings: RerecordSettings = {
  python: "",
  pythonIn: "tapedeck.rerecord.python",
  command: [],
  arguments: [],
  environment: {},
  requires: [],
  mode: "record",
  setup: undefined,
  stackConfig: undefined,
  timeout: 1800,
};

/** Named variations of the settings: the properties of `value` that are objects. */
export function readProfiles(value: unknown): ReadonlyMap<string, unknown> {
  const entries = isObject(value) ? Object.entries(value) : [];
  return new Map(entries.filter(([, profile]) => isObject(profile)));
}

/** Reads the settings in `section`; values with the wrong type count as not set. A profile overrides them, and adds to the environment. */
export function readRerecordSettings(section: unknown, profile: unknown = {}): RerecordSettings {
  const from = (source: unknown, base: RerecordSettings): RerecordSettings => {
    const of = (name: string) => (isObject(source) ? source[name] : undefined);
    const timeout = of("timeout");
    return {
      python: text(of("python"))?.trim() ?? base.python,
      pythonIn: base.pythonIn,
      command: texts(of("command")) ?? base.command,
      arguments: texts(of("arguments")) ?? base.arguments,
      environment: { ...base.environment, ...variables(of("environment")) },
      requires: texts(of("requires")) ?? base.requires,
      mode: modeOf(of("mode")) ?? base.mode,
      setup: text(of("setup")) ?? base.setup,
      stackConfig: text(of("stackConfig")) ?? base.stackConfig,
      timeout: typeof timeout === "number" && timeout >= 0 ? timeout : base.timeout,
    };
  };
  return from(profile, from(section, defaultRerecordSettings));
}

export function modeOf(value: unknown): RecordMode | undefined {
  return value === "record" || value === "record-if-missing" ? value : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : undefined;
}

function variables(value: unknown): Readonly<Record<string, string>> {
  const entries = isObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.flatMap(([name, each]) => (["string", "number", "boolean"].includes(typeof each) ? [[name, String(each)]] : [])),
  );
}
