/**
 * Finds programs on the PATH. The system's own search would include the current folder, and the PATH may contain it, or a folder in the workspace.
 */
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, extname, isAbsolute, join, resolve } from "node:path";
import { isInside, isReallyInside } from "../disk/paths";

const windows = process.platform === "win32";

/** The absolute path of a program; undefined if none is on the PATH outside of `workspaces` (paths). */
export async function findProgram(
  name: string,
  workspaces: readonly string[],
  path: string = process.env["PATH"] ?? "",
): Promise<string | undefined> {
  const names = windows && extname(name) === "" ? [`${name}.exe`, `${name}.com`] : [name];
  for (const folder of path.split(delimiter).filter((each) => isAbsolute(each))) {
    for (const candidate of names.map((each) => join(folder, each))) {
      if ((await isProgram(candidate)) && !(await isOfWorkspace(candidate, workspaces))) return candidate;
    }
  }
  return undefined;
}

/** Whether a path is an executable file. */
export async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** Whether a path is in one of the workspaces, or is a link into one: then it may only run if the user has agreed. */
export async function isOfWorkspace(path: string, workspaces: readonly string[]): Promise<boolean> {
  const found = workspaces.map(async (each) => isInside(each, resolve(path)) || (await isReallyInside(each, path)));
  return (await Promise.all(found)).includes(true);
}
