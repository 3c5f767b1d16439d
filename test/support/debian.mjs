// Finds the programs the tests need; on Debian as root, installs the missing ones.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * The absolute path of a program on the `PATH`; undefined: not there.
 * @param {string} command
 * @returns {string | undefined}
 */
export function findCommand(command) {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The absolute path of `command`, after installing `debianPackage` when it is missing and this is a root shell on Debian.
 * Throws a sentence that names what is missing and how to get it.
 * @param {string} command
 * @param {string} debianPackage
 * @returns {string}
 */
export function ensureCommand(command, debianPackage) {
  const found = findCommand(command);
  if (found !== undefined) return found;
  installDebianPackage(debianPackage, `the program \`${command}\``);
  const installed = findCommand(command);
  if (installed === undefined)
    throw new Error(`Debian's package ${debianPackage} is installed, but brought no program \`${command}\`.`);
  return installed;
}

/**
 * The absolute path of a Python 3 that can import `module`, after installing `debianPackage` when there is none and this is a root
 * shell on Debian. It need not be the first `python3` on the `PATH`: packages belong to the distribution's own Python.
 * Throws a sentence that names what is missing.
 * @param {string} module
 * @param {string} debianPackage
 * @returns {string}
 */
export function ensurePython(module, debianPackage) {
  const found = findPython(module);
  if (found !== undefined) return found;
  installDebianPackage(debianPackage, `a Python 3 with the module ${module}`);
  const installed = findPython(module);
  if (installed === undefined)
    throw new Error(`Debian's package ${debianPackage} is installed, but no python3 can import ${module}.`);
  return installed;
}

/** @param {string} module */
function findPython(module) {
  const candidates = [findCommand("python3"), "/usr/bin/python3"];
  return candidates.find(
    (python) => python !== undefined && existsSync(python) && spawnSync(python, ["-c", `import ${module}`]).status === 0,
  );
}

/**
 * Installs one package of Debian without asking. Throws a sentence where that cannot be done.
 * @param {string} name
 * @param {string} what for the sentence: what the package is needed for
 */
export function installDebianPackage(name, what) {
  const missing = `Missing: ${what}. Install it (on Debian: \`apt-get install ${name}\`) and try again`;
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) throw new Error(`${missing}.`);
  console.error(`Installing Debian's package ${name} …`);
  const run = (/** @type {string[]} */ ...args) =>
    spawnSync("apt-get", args, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  run("update", "-qq");
  const { status } = run("install", "--yes", "--no-install-recommends", "-qq", name);
  if (status !== 0) throw new Error(`${missing}: apt-get failed, see its output above.`);
}
