/** Which paths are inside which folders. All paths are absolute. */
import { realpath } from "node:fs/promises";
import { dirname, isAbsolute, relative, sep } from "node:path";

/** Whether `path` is `folder` or below it, judged by the names alone. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** A path with forward slashes. */
export const slashes = (path: string): string => (sep === "/" ? path : path.replaceAll(sep, "/"));

/** Like `isInside`, but follows links. If the path does not exist, its nearest existing parent counts. */
export async function isReallyInside(folder: string, path: string): Promise<boolean> {
  const [top, real] = await Promise.all([realpath(folder).catch(() => undefined), realpath(path).catch(() => undefined)]);
  if (top === undefined) return false;
  if (real !== undefined) return isInside(top, real);
  return dirname(path) !== path && isReallyInside(folder, dirname(path));
}
