/** Finds the Python that runs pytest. Inspects interpreters in the workspace without running them, because nobody has agreed to that yet. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, isAbsolute, join, parse, resolve } from "node:path";
import { readOwnText } from "../disk/read";
import type { RerecordSettings } from "./settings";
import { findProgram, isOfWorkspace, isProgram } from "./programs";

export interface InterpreterSearch {
  /** The setting; empty if it is not set. */
  readonly setting: string;
  /** Where the user sets it. */
  readonly setIn: RerecordSettings["pythonIn"];
  /** The interpreter selected in the Python extension; undefined if there is none or it is not installed. */
  readonly fromExtension: string | undefined;
  /** Absolute paths of the folders whose `uv.lock` and `.venv` are used, the most specific first, which is also where pytest runs. */
  readonly folders: readonly [string, ...string[]];
}

export type FoundInterpreter =
  /** The program (an absolute path) and arguments that start Python: a single path, or `uv run -- python`. */
  | { readonly kind: "found"; readonly python: readonly string[] }
  /** `reason` says in one or two sentences what to install or set. */
  | { readonly kind: "none"; readonly reason: string };

/** How long a Python may take to report whether it has pytest, in milliseconds. */
const patience = 30_000;

/**
 * Run by Python in isolated mode (`-I`), to find out whether a run, which is not isolated, would find pytest.
 * Imports nothing.
 */
const question = `
import importlib.util, os, site, sys
sys.path += [site.getusersitepackages(), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
found = importlib.util.find_spec("pytest")
sys.exit(found is None or found.origin is None)
`;

/** Tries the candidates in order and takes the first that has pytest. Never rejects. */
export async function findInterpreter(search: InterpreterSearch): Promise<FoundInterpreter> {
  const { setting, setIn, folders } = search;
  const candidates = await interpreterCandidates(search);
  for (const python of candidates) if (await hasPytest(python, search)) return { kind: "found", python };
  if (setting !== "") {
    const kind = setIn === "--python" ? "option" : "setting";
    const reason = `The ${kind} ${setIn} names ${setting}, which cannot be run or has no pytest.`;
    return { kind: "none", reason };
  }
  const install = `or name an interpreter ${setIn === "--python" ? "with" : "in"} ${setIn}.`;
  if (candidates.length === 0)
    return { kind: "none", reason: `There is no Python for ${folders[0]}. Install it with pytest, ${install}` };
  const tried = candidates.map((python) => python.join(" ")).join(", ");
  return { kind: "none", reason: `None of these has pytest: ${tried}. Install pytest for one of them, ${install}` };
}

/** A name without a separator is searched for on the PATH. If the setting is set, it is the only candidate. */
export async function interpreterCandidates(search: InterpreterSearch): Promise<readonly (readonly string[])[]> {
  const { setting, fromExtension, folders } = search;
  const onPath = async (...names: readonly string[]) =>
    (await Promise.all(names.map((name) => findProgram(name, folders)))).filter((path) => path !== undefined);
  if (setting !== "") {
    const paths = /[/\\]/.test(setting) ? [isAbsolute(setting) ? setting : resolve(folders[0], setting)] : await onPath(setting);
    return paths.map((path) => [path]);
  }
  const windows = process.platform === "win32";
  const uv = folders.some((folder) => existsSync(join(folder, "uv.lock"))) ? await onPath("uv") : [];
  const activated = process.env["VIRTUAL_ENV"] ?? "";
  const environments = [...folders.map((folder) => join(folder, ".venv")), ...(isAbsolute(activated) ? [activated] : [])];
  const pythons = environments.map((folder) => join(folder, ...(windows ? ["Scripts", "python.exe"] : ["bin", "python"])));
  const usual = windows ? await onPath("python", "py") : [...(await onPath("python3", "python")), "/usr/bin/python3"];
  const paths = [...new Set([...pythons, ...usual])].filter((path) => path !== fromExtension && existsSync(path));
  return [
    ...(fromExtension === undefined ? [] : [[fromExtension]]),
    ...uv.map((path) => [path, "run", "--", "python"]),
    ...paths.map((path) => [path]),
  ];
}

async function hasPytest([command = "", ...args]: readonly string[], search: InterpreterSearch): Promise<boolean> {
  const { setting, folders } = search;
  if (args.length > 0) return isLocked("pytest", folders);
  if (!(await isProgram(command))) return false;
  if (!(await isOfWorkspace(command, folders))) return saysIt(command);
  const environment = dirname(dirname(command));
  if (await hasInstalled("pytest", environment)) return true;
  // For a program outside of an environment, such as a script, nothing can be checked, so the setting is trusted.
  return setting !== "" && !["pyvenv.cfg", "conda-meta"].some((name) => existsSync(join(environment, name)));
}

/** Whether uv would install it; uv is not run to find out, because it would build and install the project. */
async function isLocked(name: string, folders: readonly string[]): Promise<boolean> {
  const locks = await Promise.all(folders.map((folder) => textOf(join(folder, "uv.lock"))));
  return locks.some((lock) => lock.split(/\r?\n/).includes(`name = "${name}"`));
}

/** Whether a package is in an environment, or may be in the system's packages that the environment includes. */
async function hasInstalled(name: string, environment: string): Promise<boolean> {
  const versions = await readdir(join(environment, "lib")).catch(() => []);
  const folders = [...versions.map((version) => join("lib", version)), "Lib"];
  if (folders.some((folder) => existsSync(join(environment, folder, "site-packages", name, "__init__.py")))) return true;
  return /^include-system-site-packages\s*=\s*true\s*$/im.test(await textOf(join(environment, "pyvenv.cfg")));
}

function textOf(path: string): Promise<string> {
  return readOwnText(path).catch(() => "");
}

/** Runs in a folder without anything from the workspace. */
function saysIt(python: string): Promise<boolean> {
  const cwd = parse(python).root;
  const env = { ...process.env, PWD: cwd };
  return new Promise((resolved) => {
    try {
      execFile(python, ["-I", "-c", question], { cwd, env, timeout: patience, windowsHide: true }, (error) =>
        resolved(error === null),
      );
    } catch {
      // Node rejects some names synchronously.
      resolved(false);
    }
  });
}
