/** Modules that a suite's conftest.py files import and an interpreter lacks: told before a run. No code of the suite is run for it. */
import { execFile } from "node:child_process";
import { parse } from "node:path";
import { isOfWorkspace } from "./programs";

/** The texts of the suite's files of this name, those of a folder that has none being empty. */
type Files = (name: string) => Promise<readonly string[]>;

export interface ModuleSearch {
  /** The program and arguments that start Python. */
  readonly python: readonly string[];
  readonly files: Files;
  /** Absolute paths: folders whose interpreters are not run before somebody agreed. */
  readonly workspaces: readonly string[];
  /** Absolute paths in which the suite's own modules may lie. */
  readonly folders: readonly string[];
  /** Of the run: folders as `PYTHONPATH` names them. */
  readonly pythonPath: string | undefined;
}

/** Python looks for the modules, isolated (`-I`), and imports none of them. */
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

/** Milliseconds that the answer may take: it is but a warning. */
const patience = 10_000;
/** Where pytest's own settings may name further folders of modules. */
const settingsFiles = ["pyproject.toml", "pytest.ini", "tox.ini", "setup.cfg"];

/** Empty where nobody can tell without running something of the workspace. Never rejects. */
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

/** The top-level modules that a text of Python imports as soon as it is loaded, unless it is prepared for their absence. */
export function importedModules(text: string): readonly string[] {
  // What is indented may never run, or may fail; every other piece is a long string.
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
      // Node refuses some names outright.
      resolved([]);
    }
  });
}

function namesIn(answer: string, names: readonly string[]): readonly string[] {
  return names.filter((name) => answer.includes(`"${name}"`));
}
