/**
 * How tests are recorded again: what the transaction (`rerecord/`) asks of a format. A recorder knows its command's options, its environment
 * variables and where it writes; it reads and writes nothing itself.
 */

/** `replay` proves accepted recordings; the others make new ones. */
export type RunMode = "record" | "record-if-missing" | "replay";
export type RecordMode = Exclude<RunMode, "replay">;

export interface Recorder {
  /** Of the format. */
  readonly id: string;
  /** Those in which it can record. */
  readonly modes: readonly RecordMode[];
  /** How the names of its recordings end: `.json`. */
  readonly endings: readonly string[];
  readonly staging: StagingLayout;
  /** Goes into each run, of a recorder that knows no staging folder by itself. */
  readonly plugin?: PytestPlugin;
  /** What in a test module, or in a `conftest.py` above it, says that its tests are recorded by it; the first of all recorders needs no such sign. */
  readonly sign?: RegExp;
  /** Who wants which key; a provider takes one of the variables. */
  readonly keys: readonly ProviderKey[];
  /** What the suite's own files tell about how it is run. */
  suiteOf(tests: SuiteTests, files: SuiteFiles): Promise<RecorderSuite>;
  /** The folders, from pytest's root, in which recordings of a module (a path from there) are written. */
  foldersOf(module: string): readonly string[];
  /** Where suites may have chosen to write instead: asked of a module that has no recordings yet. */
  foldersAround?(module: string): readonly string[];
  /** The test of a recording (its text), as far as a quick look tells. */
  testIdIn(text: string): string | undefined;
  /** Where the recordings of a file (its text) were asked for, as far as a quick look tells; the same ones may come twice. */
  urlsIn(text: string): readonly string[];
}

/** A module of Python that pytest loads as a plugin; the suite is not changed. */
export interface PytestPlugin {
  /** Its file is `<name>.py`. */
  readonly name: string;
  /** Its source. */
  readonly text: string;
  /** The environment variable that names the file (a path) it writes. */
  readonly output: string;
  /** Modules that lie beside it: their sources by name. */
  readonly beside?: Readonly<Record<string, string>>;
}

/** Where a recorder writes that is told to leave the workspace alone. Paths have slashes and begin at the staging folder, or at pytest's root. */
export interface StagingLayout {
  /** What the recorder is told, as a folder below the staging folder; it exists before the run. */
  readonly told: string;
  /** The file of the project that a staged one stands for; undefined for one that is not a recording. */
  projectPath(staged: string): string | undefined;
  /** The opposite: where the recorder looks for what is not to be recorded again. Absent of one that looks where it lies, and does not write there. */
  stagedPath?(path: string): string;
}

export interface ProviderKey {
  /** Matches the host of a request. */
  readonly host: RegExp;
  readonly variables: readonly string[];
}

export interface SuiteTests {
  /** The folder (a path) that pytest runs in. */
  readonly root: string;
  readonly nodeIds: readonly string[];
  /** Of the tests that have recordings: their parameters name the models. */
  readonly testIds: readonly string[];
}

/** The texts of the files of a name that lie in the folders from pytest's root to the tests. */
export type SuiteFiles = (name: string) => Promise<readonly string[]>;

/** What somebody chose of a setup; undefined: as the suite's files tell. Empty: none. */
export interface SetupChoice {
  readonly setup: string | undefined;
  readonly stackConfig: string | undefined;
}

export interface RecorderSuite {
  /** All setups the suite names, to choose from; empty where it takes none. */
  readonly setups: readonly string[];
  /** What a run would take; undefined: the suite knows no such thing, or none was found. */
  chosen(choice: SetupChoice): SetupChoice;
  /** `staging` is an absolute path, `StagingLayout.told` of the run's folder; undefined: recordings are read and written where they lie. */
  run(mode: RunMode, choice: SetupChoice, staging: string | undefined): RecorderRun;
}

export interface RecorderRun {
  /** Further arguments of pytest. */
  readonly args: readonly string[];
  /** To add to the environment; what the user sets wins. */
  readonly environment: Readonly<Record<string, string>>;
  /** The same, and wins over what the user sets: a folder of his own would be one that a run may write to before anybody has reviewed what it writes. */
  readonly forced: Readonly<Record<string, string>>;
}
