/** Folders of the user's own: what lies in them was put there by Tapedeck, not by a repository, and nobody else reads it. */
import { chmod, lstat, mkdir, realpath, stat } from "node:fs/promises";
import { homedir, userInfo } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { UserError } from "../errors";
import { isReallyInside } from "./paths";

/**
 * The platform's folder for what can be made again, for the command line and editors that name none: an absolute path, whatever the environment
 * says. It may not exist. undefined: the user has no home.
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

/** `HOME` may be empty or relative; the system knows better then. */
function homeOf(): string | undefined {
  return [homedir, () => userInfo().homedir].map(pathFrom).find((path) => path !== undefined);
}

function pathFrom(read: () => string): string | undefined {
  try {
    const path = read();
    return isAbsolute(path) ? path : undefined;
  } catch {
    return undefined; // There is no such user, as in some containers.
  }
}

/**
 * Makes sure that a folder is the user's alone and outside of `workspaces` (paths) with the repositories they are in; what is missing of it is
 * made. `make: false` makes nothing. Gives whether the folder exists. Rejects with a sentence where it is not to be trusted.
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
        `The folder ${path}, which is to be private, lies inside of the workspace. Choose a cache folder outside of it.`,
      );
  }
  if (make) await makeFolder(path);
  else if (!(await exists(path))) return false;
  const why = await whyNotPrivate(path);
  if (why !== undefined)
    throw new UserError(`The folder ${path} is not private: ${why}. Remove it, or choose another cache folder.`);
  return true;
}

/** Node's own way never ends where a folder takes no others, as in `/proc`. */
async function makeFolder(path: string): Promise<void> {
  if (await exists(path)) return;
  await makeFolder(dirname(path));
  await mkdir(path, { mode: 0o700 }).catch(async (error: unknown) => {
    if (!(await exists(path))) throw error; // Otherwise somebody else was faster.
  });
}

/** Linux and macOS tell who may do what; Windows keeps users' folders apart by itself. */
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

/** What was checked out together with a folder. A home that is a repository of its own holds the user's files, not a project's. */
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
