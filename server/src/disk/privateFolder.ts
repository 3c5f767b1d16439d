/** Folders that belong to the user alone: only Tapedeck writes to them, and no repository can have put anything there. */
import { chmod, lstat, mkdir, realpath, stat } from "node:fs/promises";
import { homedir, userInfo } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { UserError } from "../errors";
import { isReallyInside } from "./paths";

/**
 * The platform's cache folder, for the command line and editors that send none. An absolute path whatever the environment says; it may not exist.
 * undefined if the user has no home folder.
 */
export function userCacheFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string | undefined {
  const home = homeOf();
  const below = (...names: readonly string[]) => home && join(home, ...names);
  const set = (path: string | undefined) => (path !== undefined && isAbsolute(path) ? path : undefined);
  const inCaches = (folder: string | undefined, ...names: readonly string[]) => folder && join(folder, ...names);
  if (platform === "win32") return inCaches(set(env["LOCALAPPDATA"]) ?? below("AppData", "Local"), "tapedeck", "Cache");
  if (platform === "darwin") return below("Library", "Caches", "tapedeck");
  return inCaches(set(env["XDG_CACHE_HOME"]) ?? below(".cache"), "tapedeck");
}

/** If `HOME` is empty or relative, asks the system instead. */
function homeOf(): string | undefined {
  return [homedir, () => userInfo().homedir].map(pathFrom).find((path) => path !== undefined);
}

function pathFrom(read: () => string): string | undefined {
  try {
    const path = read();
    return isAbsolute(path) ? path : undefined;
  } catch {
    return undefined; // The user has no entry in the system, as in some containers.
  }
}

/**
 * Makes sure that a folder is private and outside of `workspaces` (paths) and the repositories around them. Creates what is missing, unless `make` is
 * false. Returns whether the folder exists. Rejects with a sentence if it cannot be trusted.
 */
export async function privateFolder(
  path: string,
  workspaces: readonly string[],
  { make = true }: { readonly make?: boolean } = {},
): Promise<boolean> {
  if (!isAbsolute(path) || path.includes("\0"))
    throw new UserError(`The folder ${JSON.stringify(path)} is not an absolute path.`);
  for (const workspace of workspaces) {
    if (await isReallyInside(await repositoryAround(workspace), path))
      throw new UserError(
        `The folder ${path}, which must be private, is inside the workspace. Choose a cache folder outside of it.`,
      );
  }
  if (make) await makeFolder(path);
  else if (!(await exists(path))) return false;
  const why = await whyNotPrivate(path);
  if (why !== undefined)
    throw new UserError(`The folder ${path} is not private: ${why}. Remove it, or choose another cache folder.`);
  return true;
}

/** Node's recursive `mkdir` never returns for folders that accept no children, as in `/proc`. */
async function makeFolder(path: string): Promise<void> {
  if (await exists(path)) return;
  await makeFolder(dirname(path));
  await mkdir(path, { mode: 0o700 }).catch(async (error: unknown) => {
    if (!(await exists(path))) throw error; // If it exists, another process was faster.
  });
}

/** Checks owner and mode on Linux and macOS; Windows separates users' folders by itself. */
async function whyNotPrivate(path: string): Promise<string | undefined> {
  const found = await lstat(path);
  if (found.isSymbolicLink()) return "it is a link";
  if (!found.isDirectory()) return "it is not a folder";
  const user = process.geteuid?.();
  if (user === undefined) return undefined;
  if (found.uid !== user) return "it belongs to another user";
  if ((found.mode & 0o022) !== 0) return "others may write to it";
  if ((found.mode & 0o077) !== 0) await chmod(path, 0o700);
  for (let folder = dirname(await realpath(path)); ; folder = dirname(folder)) {
    const { mode } = await stat(folder);
    const sticky = (mode & 0o1000) !== 0;
    if ((mode & 0o002) !== 0 && !sticky) return `anyone can write to ${folder}, and so replace it`;
    if (dirname(folder) === folder) return undefined;
  }
}

/** The root of the repository around a folder. A home folder that is a repository does not count: it holds the user's own files. */
async function repositoryAround(workspace: string): Promise<string> {
  const home = homeOf();
  for (let folder = workspace; folder !== home; folder = dirname(folder)) {
    if (await exists(join(folder, ".git"))) return folder;
    if (dirname(folder) === folder) break;
  }
  return workspace;
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
