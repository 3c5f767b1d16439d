// Python environments of the project's own: pinned packages from PyPI, installed once into the cache.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, installInto } from "./cache.mjs";
import { ensurePython } from "./debian.mjs";

/**
 * The Python of the environment whose packages `test/support/python/<name>.txt` pins; installs it first where the cache does not have it.
 * Throws a sentence when that fails. Several processes may call it at once.
 * @param {string} name
 * @returns {Promise<string>}
 */
export async function ensurePythonEnvironment(name) {
  const requirements = fileURLToPath(new URL(`python/${name}.txt`, import.meta.url));
  const python = ensurePython("ensurepip", "python3-venv");
  const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const target = join(cacheFolder(), `python-${name}-${pythonVersion(python)}-${digest}`);
  if (!existsSync(target)) {
    console.error(`Installing the Python packages of ${name}.txt for the first time …`);
    await installInto(target, (partial) => {
      runPython(python, ["-m", "venv", partial]);
      runPython(join(partial, "bin/python"), ["-m", "pip", "install", "--quiet", "--requirement", requirements]);
    });
  }
  return join(target, "bin/python");
}

/** @param {string} python */
function pythonVersion(python) {
  return runPython(python, ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"]).trim();
}

/**
 * @param {string} python
 * @param {string[]} args
 */
function runPython(python, args) {
  const { status, stdout, stderr } = spawnSync(python, args, { encoding: "utf8" });
  if (status === 0) return stdout;
  throw new Error(`\`${python} ${args.join(" ")}\` failed.\n${stdout}${stderr}`);
}
