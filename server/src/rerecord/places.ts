/**
 * Where the recordings of a plan may lie, and work in those folders that reaches no other: a folder is opened, looked at, and held, so that a link
 * that somebody plants in its place leads nothing astray.
 */
import { constants } from "node:fs";
import { lstat, mkdir, open, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { codeOf } from "../errors";
import { recordingEndings } from "../formats/places";
import { isRecordingName } from "../formats/recorders";
import { isInside } from "../disk/paths";

/** A folder of the plan, by its name, and where it really was when the plan was made. */
export interface Place {
  readonly folder: string;
  readonly real: string;
}

export interface Bounds {
  readonly workspaceFolder: string;
  readonly places: readonly Place[];
}

/** Paths are absolute; folders may not exist. Rejects where one leads out of the workspace or to what is hidden in it. */
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

/** Fixes are of recordings, too, that nobody can make again. */
const endings = [...recordingEndings.map((ending) => `.${ending}`), ".chunks.txt"];

/** Why a path cannot be that of a recording of the plan, by its name alone: what has to follow the path's name. undefined: it can. */
export function whyNoPlace({ places }: Bounds, path: string): string | undefined {
  if (!isAbsolute(path) || path.includes("\0") || resolve(path) !== path) return "is not a plain path";
  const place = placeOf(places, path);
  if (!place) return "lies outside of the folders whose recordings are recorded again";
  if (!isRecordingName(path) && !endings.some((ending) => path.endsWith(ending))) return "is not named like a recording";
  return isHidden(place.folder, path) ? "is hidden" : undefined;
}

/** Whether a file below `folder`, or a folder it lies in, has a name that begins with a dot: no recorder writes there. */
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
 * Does `work` on a file of the plan: it gets a path that leads to it, in a folder that is held. `make`: folders that are missing are made. Rejects
 * where the path really lies elsewhere.
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

/** The same for a folder of the workspace: `work` gets a path that leads to it, in the folder above, which is held. */
export function inParent<T>({ workspaceFolder }: Bounds, folder: string, work: (folder: string) => Promise<T>): Promise<T> {
  return inFolder(workspaceFolder, dirname(folder), false, (held) => work(join(held.path, basename(folder))));
}

interface Held {
  /** Leads to the folder as long as it is held. */
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

/** Linux reaches what is in an open folder by its number; elsewhere the path without links is the next best. */
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

/** With links followed; what does not exist yet lies in the folder that does. */
async function whereReally(path: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined) return real;
  // A link that leads nowhere may lead anywhere tomorrow.
  if ((await lstat(path).catch(() => undefined)) !== undefined) throw new Error(`${path} is a link that leads nowhere.`);
  return dirname(path) === path ? path : join(await whereReally(dirname(path)), basename(path));
}
