import { spawnSync } from "node:child_process";

const PROBE = "import sys, pytest; print(sys.executable)";
let found: string | undefined;

/**
 * The absolute path of a Python interpreter that can import pytest: `$TAPEDECK_PYTHON`, one on the `PATH`, or one in a
 * usual place. Searches once per process. Throws a sentence that says what to install if there is none.
 */
export function findPytestPython(): string {
  found ??= candidates()
    .map(executableWithPytest)
    .find((path) => path !== undefined);
  if (found === undefined) {
    throw new Error(
      `No Python with pytest among ${candidates().join(", ")}. Install pytest (on Debian: the package python3-pytest), ` +
        "or name an interpreter that has it in TAPEDECK_PYTHON.",
    );
  }
  return found;
}

function candidates(): string[] {
  const usual = ["python3", "python", "/usr/bin/python3", "/usr/local/bin/python3", "/opt/homebrew/bin/python3"];
  const chosen = process.env["TAPEDECK_PYTHON"];
  return chosen === undefined || chosen === "" ? usual : [chosen, ...usual];
}

function executableWithPytest(command: string): string | undefined {
  const { status, stdout } = spawnSync(command, ["-c", PROBE], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}
