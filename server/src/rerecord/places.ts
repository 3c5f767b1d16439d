/**
 * The folders in which recordings of a plan may be, and safe access to them: a folder is opened, checked, and held open, so that replacing it by a
 * link has no effect.
 */
import { constants } from "node:fs";
import { lstat, mkdir, open, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { codeOf } from "../errors";
import { recordingEndings } from "../formats/places";
import { isRecordingName } from "../formats/recorders";
import { isInside } from "../disk/paths";

/** A folder of the plan: its path, and its real path when the plan was made. */
export interface Place {
  readonly folder: string;
  readonly real: string;
}

export interface Bounds {
  readonly workspaceFolder: string;
  readonly places: readonly Place[];
}

/** Paths are absolute; folders may not exist. Rejects if one leads out of the workspace, or into a hidden folder. */
export async function boundsOf(workspaceFolder: string, folders: readonly string[]): Promise<Bounds> {
  const top = await realpath(workspaceFolder);
  const places = await Promise.all(folders.map(async (folder) => ({ folder, real: await whereReally(folder) })));
  for (const { folder, real } of places) {
    if (!isInside(top, real)) throw new Error(`${folder} leads out of the workspace.`);
    if (hiddenIn(relative(top, real)).some((part) => !folder.split(sep).includes(part)))
      throw new Error(`${folder} leads to a hidden folder of the workspace.`);
  }
  return { workspaceFolder, places };
}

/** Fixes also apply to recordings that cannot be recorded again. */
const endings = [...recordingEndings.map((ending) => `.${ending}`), ".chunks.txt"];

/** Why a path cannot be a recording of the plan, judged by its name: the rest of a sentence that starts with the path's name. undefined if it can. */
export function whyNoPlace({ places }: Bounds, path: string): string | undefined {
  if (!isAbsolute(path) || path.includes("\0") || resolve(path) !== path) return "is not a plain path";
  const place = placeOf(places, path);
  if (!place) return "lies outside of the folders whose recordings are recorded again";
  if (!isRecordingName(path) && !endings.some((ending) => path.endsWith(ending))) return "is not named like a recording";
  return isHidden(place.folder, path) ? "is hidden" : undefined;
}

/** Whether a file below `folder`, or a folder on the way, has a name that starts with a dot: no recorder writes there. */
export function isHidden(folder: string, path: string): boolean {
  return hiddenIn(relative(folder, path)).length > 0;
}

function placeOf(places: readonly Place[], path: string): Place | undefined {
  return places.find(({ folder }) => folder !== path && isInside(folder, path));
}

function hiddenIn(way: string): readonly string[] {
  return way.split(sep).filter((part) => part.startsWith("."));
}

/**
 * Calls `work` with a path to a file of the plan, while its folder is held open. `make` creates missing folders. Rejects
 * if the path really leads elsewhere.
 */
export async function inPlace<T>(
  bounds: Bounds,
  path: string,
  work: (file: string) => Promise<T>,
  { make = false }: { readonly make?: boolean } = {},
): Promise<T> {
  const why = whyNoPlace(bounds, path);
  if (why !== undefined) throw new Error(`${basename(path)} ${why}`);
  const place = placeOf(bounds.places, path);
  return inFolder(bounds.workspaceFolder, dirname(path), make, async (held) => {
    if (!place || !isInside(place.real, held.real)) throw new Error(`${basename(path)} is behind a link that leads elsewhere`);
    return work(join(held.path, basename(path)));
  });
}

/** The same for a folder in the workspace, while its parent is held open. */
export function inParent<T>({ workspaceFolder }: Bounds, folder: string, work: (folder: string) => Promise<T>): Promise<T> {
  return inFolder(workspaceFolder, dirname(folder), false, (held) => work(join(held.path, basename(folder))));
}

interface Held {
  /** Leads to the folder as long as it is held open. */
  readonly path: string;
  readonly real: string;
  readonly release: () => Promise<void>;
}

async function inFolder<T>(top: string, folder: string, make: boolean, work: (held: Held) => Promise<T>): Promise<T> {
  const way = relative(top, folder);
  if (!isInside(top, folder)) throw new Error(`${folder} lies outside of the workspace`);
  let held = await hold(await realpath(top));
  const { real } = held;
  try {
    for (const part of way === "" ? [] : way.split(sep)) {
      const next = join(held.path, part);
      if (make) await mkdir(next).catch(unlessThere);
      const inner = await hold(next);
      await held.release();
      held = inner;
      if (!isInside(real, held.real)) throw new Error(`${folder} leads out of the workspace`);
    }
    return await work(held);
  } finally {
    await held.release();
  }
}

/** On Linux the path uses the number of the open folder; elsewhere the real path has to do. */
async function hold(path: string): Promise<Held> {
  if (process.platform !== "linux") {
    const real = await realpath(path);
    return { path: real, real, release: () => Promise.resolve() };
  }
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  const numbered = `/proc/self/fd/${handle.fd}`;
  try {
    return { path: numbered, real: await realpath(numbered), release: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function unlessThere(error: unknown): void {
  if (codeOf(error) !== "EEXIST") throw error;
}

/** The real path; for what does not exist yet, inside its nearest existing parent. */
async function whereReally(path: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined) return real;
  // A broken link may lead anywhere later.
  if ((await lstat(path).catch(() => undefined)) !== undefined) throw new Error(`${path} is a link that leads nowhere.`);
  return dirname(path) === path ? path : join(await whereReally(dirname(path)), basename(path));
}
