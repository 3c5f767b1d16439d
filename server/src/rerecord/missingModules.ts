/** Finds modules that a suite's conftest.py files import and an interpreter lacks, to warn before a run. Runs no code of the suite. */
import { execFile } from "node:child_process";
import { parse } from "node:path";
import { isOfWorkspace } from "./programs";

/** Reads all files of the suite with this name. */
type Files = (name: string) => Promise<readonly string[]>;

export interface ModuleSearch {
  /** The program and arguments that start Python. */
  readonly python: readonly string[];
  readonly files: Files;
  /** Absolute paths of folders whose interpreters must not run before the user has agreed. */
  readonly workspaces: readonly string[];
  /** Absolute paths that may contain the suite's own modules. */
  readonly folders: readonly string[];
  /** The `PYTHONPATH` of the run. */
  readonly pythonPath: string | undefined;
}

/** Searches for the modules in isolated mode (`-I`) without importing them. */
const question = `
import importlib.util, json, os, site, sys
names, folders = json.loads(sys.argv[1])
sys.path += [site.getusersitepackages(), *os.environ.get("PYTHONPATH", "").split(os.pathsep), *folders]
def is_missing(name):
    try:
        return importlib.util.find_spec(name) is None
    except Exception:
        return False
print(json.dumps([name for name in names if is_missing(name)]))
`;

/** In milliseconds; short, because it is only a warning. */
const patience = 10_000;
/** Files in which pytest's settings may add folders of modules. */
const settingsFiles = ["pyproject.toml", "pytest.ini", "tox.ini", "setup.cfg"];

/** Empty if it cannot be checked without running something in the workspace. Never rejects. */
export async function missingModules({ python, files, workspaces, ...where }: ModuleSearch): Promise<readonly string[]> {
  const [command = "", ...args] = python;
  if (command === "" || args.length > 0 || (await isOfWorkspace(command, workspaces))) return [];
  const conftests = await files("conftest.py");
  const names = [...new Set(conftests.flatMap(importedModules))];
  if (names.length === 0 || conftests.some((text) => text.includes("sys.path"))) return [];
  const settings = (await Promise.all(settingsFiles.map(files))).flat();
  if (settings.some((text) => text.includes("pythonpath"))) return [];
  return ask(command, names, where);
}

/** The top-level modules that Python code imports unconditionally when it is loaded. */
export function importedModules(text: string): readonly string[] {
  // Indented imports may never run, or are allowed to fail; every other piece is a long string.
  const lines = text.split(/"""|'''/).flatMap((piece, index) => (index % 2 === 0 ? piece.split("\n") : [""]));
  return lines.flatMap((line) => {
    const from = /^from ([A-Za-z_]\w*)(?:\.[\w.]*)? import\b/.exec(line)?.[1];
    const plain = /^import ([\w., ]+)/.exec(line)?.[1];
    const names = from === undefined ? (plain ?? "").split(",").map((each) => /^ *([A-Za-z_]\w*)/.exec(each)?.[1]) : [from];
    return names.filter((name) => name !== undefined);
  });
}

function ask(
  python: string,
  names: readonly string[],
  { folders, pythonPath = "" }: Pick<ModuleSearch, "folders" | "pythonPath">,
): Promise<readonly string[]> {
  const cwd = parse(python).root;
  const options = { cwd, env: { ...process.env, PWD: cwd, PYTHONPATH: pythonPath }, timeout: patience, windowsHide: true };
  return new Promise((resolved) => {
    try {
      execFile(python, ["-I", "-c", question, JSON.stringify([names, folders])], options, (error, stdout) =>
        resolved(error === null ? namesIn(stdout, names) : []),
      );
    } catch {
      // Node rejects some names synchronously.
      resolved([]);
    }
  });
}

function namesIn(answer: string, names: readonly string[]): readonly string[] {
  return names.filter((name) => answer.includes(`"${name}"`));
}
