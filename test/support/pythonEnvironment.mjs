// Python environments of the project's own: pinned packages from PyPI, installed once into the cache.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, installInto } from "./cache.mjs";
import { ensurePython, findCommand } from "./debian.mjs";

/**
 * The Python of the environment whose packages `test/support/python/<name>.txt` pins; installs it first where the cache does not have it.
 * Throws a sentence when that fails. Several processes may call it at once.
 * @param {string} name
 * @param {readonly [number, number]} [atLeast] the oldest Python that the packages run on; without it any will do
 * @returns {Promise<string>}
 */
export async function ensurePythonEnvironment(name, atLeast) {
  return join(await ensureEnvironment(name, atLeast), "bin/python");
}

/**
 * The same where other releases of a package are needed than the one that is installed: `test/support/python/<name>.older.txt` pins them, and they
 * are kept as they are downloaded, for Python imports from a wheel as from a folder.
 * @param {string} name
 * @param {readonly [number, number]} [atLeast]
 * @returns {Promise<{ readonly python: string, readonly wheels: readonly string[] }>}
 */
export async function ensurePythonReleases(name, atLeast) {
  const folder = await ensureEnvironment(name, atLeast);
  const wheels = readdirSync(join(folder, "wheels")).map((wheel) => join(folder, "wheels", wheel));
  return { python: join(folder, "bin/python"), wheels };
}

/**
 * @param {string} name
 * @param {readonly [number, number] | undefined} atLeast
 */
async function ensureEnvironment(name, atLeast) {
  const requirements = fileURLToPath(new URL(`python/${name}.txt`, import.meta.url));
  const older = linesOf(fileURLToPath(new URL(`python/${name}.older.txt`, import.meta.url)));
  const python = atLeast ? findNewerPython(atLeast) : ensurePython("ensurepip", "python3-venv");
  const digest = createHash("sha256").update(readFileSync(requirements)).update(older.join("\n")).digest("hex").slice(0, 12);
  const target = join(cacheFolder(), `python-${name}-${versionOf(python).join(".")}-${digest}`);
  if (!existsSync(target)) {
    console.error(`Installing the Python packages of ${name}.txt for the first time …`);
    await installInto(target, (partial) => {
      runPython(python, ["-m", "venv", partial]);
      pip(partial, ["install", "--requirement", requirements]);
      for (const release of older) download(partial, release);
    });
  }
  return target;
}

/** @param {string} file */
function linesOf(file) {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
}

/**
 * One at a time, for pip takes no two releases of a package.
 * @param {string} environment
 * @param {string} release
 */
function download(environment, release) {
  const wheels = join(environment, "wheels");
  const file = join(environment, "release.txt");
  mkdirSync(wheels, { recursive: true });
  writeFileSync(file, `${release}\n`);
  pip(environment, ["download", "--no-deps", "--only-binary=:all:", "--require-hashes", "--dest", wheels, "--requirement", file]);
}

/**
 * @param {string} environment
 * @param {readonly string[]} args
 */
function pip(environment, args) {
  runPython(join(environment, "bin/python"), ["-m", "pip", "--quiet", "--disable-pip-version-check", ...args]);
}

/**
 * The first that is new enough of those on the `PATH` and pyenv's. Throws a sentence where there is none.
 * @param {readonly [number, number]} atLeast
 */
function findNewerPython([major, minor]) {
  const names = ["python3", ...[0, 1, 2, 3].map((newer) => `python${major}.${minor + newer}`)];
  const pyenv = join(process.env["PYENV_ROOT"] ?? join(homedir(), ".pyenv"), "versions");
  const ofPyenv = existsSync(pyenv) ? readdirSync(pyenv).map((version) => join(pyenv, version, "bin/python")) : [];
  const found = [...names.map(findCommand), ...ofPyenv].find((python) => {
    const [isMajor = 0, isMinor = 0] = python !== undefined && existsSync(python) ? versionOf(python) : [];
    return isMajor === major && isMinor >= minor;
  });
  if (found !== undefined) return found;
  throw new Error(`Missing: a Python ${major}.${minor} or newer, on the PATH or among pyenv's versions.`);
}

/**
 * Major and minor; nothing of a command that is no Python after all, as pyenv's are of versions that are not chosen.
 * @param {string} python
 * @returns {readonly number[]}
 */
function versionOf(python) {
  const { status, stdout } = spawnSync(python, ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"], { encoding: "utf8" });
  return status === 0 ? stdout.trim().split(".").map(Number) : [];
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
