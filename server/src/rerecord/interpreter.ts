/** Which Python runs pytest. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";

export interface InterpreterSearch {
  /** The setting; empty when it is not set. */
  readonly setting: string;
  /** The Python extension's choice; undefined when it has none or is not installed. */
  readonly fromExtension: string | undefined;
  /** Absolute paths whose `uv.lock` and `.venv` count, the most particular first; the first is also where pytest will run. */
  readonly folders: readonly [string, ...string[]];
}

export type FoundInterpreter =
  /** The program and the arguments that start Python: one path, or `uv run -- python`. */
  | { readonly kind: "found"; readonly python: readonly string[] }
  /** `reason` says in one or two sentences what to install or to set. */
  | { readonly kind: "none"; readonly reason: string };

/** How long a Python may take to import pytest, in milliseconds; `uv` may first have to install it. */
const patience = 30_000;

/** Tries the candidates in order; the first that can import pytest is taken. Never rejects. */
export async function findInterpreter(search: InterpreterSearch): Promise<FoundInterpreter> {
  const candidates = interpreterCandidates(search);
  for (const python of candidates) if (await hasPytest(python, search.folders[0])) return { kind: "found", python };
  if (search.setting !== "") {
    return {
      kind: "none",
      reason: `The setting tapedeck.rerecord.python names ${search.setting}, which cannot be run or has no pytest.`,
    };
  }
  const tried = candidates.map((python) => python.join(" ")).join(", ");
  return {
    kind: "none",
    reason: `None of these has pytest: ${tried}. Install pytest for one of them, or name an interpreter in tapedeck.rerecord.python.`,
  };
}

/** A name without a separator is looked for on the PATH. What the setting names is the only candidate when it is set. */
export function interpreterCandidates({ setting, fromExtension, folders }: InterpreterSearch): readonly (readonly string[])[] {
  if (setting !== "") return [[/[/\\]/.test(setting) && !isAbsolute(setting) ? resolve(folders[0], setting) : setting]];
  const windows = process.platform === "win32";
  const locked = folders.some((folder) => existsSync(join(folder, "uv.lock")));
  const venvs = folders.map((folder) => join(folder, ".venv", ...(windows ? ["Scripts", "python.exe"] : ["bin", "python"])));
  const usual = windows ? ["python", "py"] : ["python3", "python", "/usr/bin/python3"];
  const paths = [...new Set([...venvs.filter((path) => existsSync(path)), ...usual])].filter((path) => path !== fromExtension);
  return [
    ...(fromExtension === undefined ? [] : [[fromExtension]]),
    ...(locked ? [["uv", "run", "--", "python"]] : []),
    ...paths.map((path) => [path]),
  ];
}

function hasPytest([command = "", ...args]: readonly string[], cwd: string): Promise<boolean> {
  return new Promise((resolved) => {
    try {
      execFile(command, [...args, "-c", "import pytest"], { cwd, timeout: patience, windowsHide: true }, (error) =>
        resolved(error === null),
      );
    } catch {
      // Node refuses some names outright.
      resolved(false);
    }
  });
}
