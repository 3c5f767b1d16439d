/**
 * How tests are recorded again: what the transaction (`rerecord/`) needs from a format. A recorder knows its command's options, its environment
 * variables and where it writes; it does not access files itself.
 */

/** `replay` verifies accepted recordings; the others make new ones. */
export type RunMode = "record" | "record-if-missing" | "replay";
export type RecordMode = Exclude<RunMode, "replay">;

export interface Recorder {
  /** The id of its format. */
  readonly id: string;
  /** The modes that it supports for recording. */
  readonly modes: readonly RecordMode[];
  /** The endings of its recordings: `.json`. */
  readonly endings: readonly string[];
  readonly staging: StagingLayout;
  /** A plugin for each run, if the recorder has no staging folder of its own. */
  readonly plugin?: PytestPlugin;
  /** What in a test module, or in a `conftest.py` above it, shows that its tests use this recorder; the first of all recorders needs none. */
  readonly sign?: RegExp;
  /** API keys by provider; one of a provider's variables is enough. */
  readonly keys: readonly ProviderKey[];
  /** What the suite's own files say about how to run it. */
  suiteOf(tests: SuiteTests, files: SuiteFiles): Promise<RecorderSuite>;
  /** The folders, relative to pytest's rootdir, to which recordings of a module (a relative path) are written. */
  foldersOf(module: string): readonly string[];
  /** Other folders that suites may use instead: for a module without recordings. */
  foldersAround?(module: string): readonly string[];
  /** The test of a recording (its text), from a quick look. */
  testIdIn(text: string): string | undefined;
  /** The URLs of the requests in a file (its text), from a quick look; may contain duplicates. */
  urlsIn(text: string): readonly string[];
}

/** A Python module that pytest loads as a plugin, without changing the suite. */
export interface PytestPlugin {
  /** Its file is `<name>.py`. */
  readonly name: string;
  /** Its source. */
  readonly text: string;
  /** The environment variable with the path of the file that it writes. */
  readonly output: string;
  /** Modules in the same folder: their sources by name. */
  readonly beside?: Readonly<Record<string, string>>;
}

/** How a recorder is redirected away from the workspace. Paths have forward slashes and start at the staging folder, or at pytest's rootdir. */
export interface StagingLayout {
  /** The folder that the recorder is given, below the staging folder; it exists before the run. */
  readonly told: string;
  /** The project file that a staged file stands for; undefined if it is not a recording. */
  projectPath(staged: string): string | undefined;
  /** The inverse: where the recorder looks for what need not be recorded again. Absent if it looks in the project itself, without writing there. */
  stagedPath?(path: string): string;
}

export interface ProviderKey {
  /** Matches the host of a request. */
  readonly host: RegExp;
  readonly variables: readonly string[];
}

export interface SuiteTests {
  /** Path of the folder that pytest runs in. */
  readonly root: string;
  readonly nodeIds: readonly string[];
  /** Tests with recordings, whose parameters name the models. */
  readonly testIds: readonly string[];
}

/** Reads all files of a name in the folders from pytest's rootdir to the tests. */
export type SuiteFiles = (name: string) => Promise<readonly string[]>;

/** The user's choice of a setup; undefined: as the suite's files say. Empty: none. */
export interface SetupChoice {
  readonly setup: string | undefined;
  readonly stackConfig: string | undefined;
}

export interface RecorderSuite {
  /** All setups of the suite, to choose from; empty if it has none. */
  readonly setups: readonly string[];
  /** What a run would use; undefined if the suite has no setups, or none was found. */
  chosen(choice: SetupChoice): SetupChoice;
  /** `staging` is the absolute path of `StagingLayout.told`; undefined: recordings are read and written in place. */
  run(mode: RunMode, choice: SetupChoice, staging: string | undefined): RecorderRun;
}

export interface RecorderRun {
  /** Further arguments for pytest. */
  readonly args: readonly string[];
  /** Added to the environment; the user's settings take precedence. */
  readonly environment: Readonly<Record<string, string>>;
  /** The same, but overriding the user's settings: with the user's own folder a run could write to it before anybody reviewed the result. */
  readonly forced: Readonly<Record<string, string>>;
}
