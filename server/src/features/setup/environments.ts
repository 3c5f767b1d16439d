/** The virtual environments of a folder, and their packages that matter for recordings. Read from file names; nothing is run. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readBytes } from "../../disk/read";

export interface Environment {
  /** Name of its folder. */
  readonly name: string;
  /** "Python 3.12.1", "pytest 8.4.0". */
  readonly versions: readonly string[];
}

const names = [".venv", "venv"];
const packages = ["pytest", "vcrpy", "pytest-recording", "pytest-vcr", "openai", "anthropic", "ogx", "llama_stack"];

/** Empty if there are none. `folder` is a path. Never rejects. */
export async function environmentsOf(folder: string): Promise<readonly Environment[]> {
  const all = await Promise.all(names.map((name) => environment(folder, name)));
  return all.filter((each) => each !== undefined);
}

async function environment(folder: string, name: string): Promise<Environment | undefined> {
  const config = await readBytes(join(folder, name, "pyvenv.cfg"), { roots: undefined, limit: 100_000 });
  if (config.kind !== "read") return undefined;
  const [, python = "of an unknown version"] = /^version(?:_info)?\s*=\s*([\w.+-]{1,40})/m.exec(config.content.toString()) ?? [];
  return { name, versions: [`Python ${python}`, ...(await installed(join(folder, name)))] };
}

/** From the folders `pytest-8.4.0.dist-info` next to the packages. */
async function installed(environment: string): Promise<readonly string[]> {
  const libraries = process.platform === "win32" ? [join("Lib", "site-packages")] : await posixLibraries(environment);
  const entries = (await Promise.all(libraries.map((library) => entriesOf(join(environment, library))))).flat();
  return entries.flatMap((entry) => {
    const [, name = "", version = ""] = /^(\w[\w.]*)-([\w.+!]+)\.dist-info$/.exec(entry) ?? [];
    const known = packages.find((each) => each.replaceAll("-", "_") === name.replaceAll("-", "_").toLowerCase());
    return known === undefined ? [] : [`${known} ${version}`];
  });
}

async function posixLibraries(environment: string): Promise<readonly string[]> {
  const entries = await entriesOf(join(environment, "lib"));
  return entries.filter((entry) => entry.startsWith("python")).map((entry) => join("lib", entry, "site-packages"));
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return []; // There is none.
  }
}
