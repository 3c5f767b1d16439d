/** Which paths are inside of which folders. Paths are absolute. */
import { realpath } from "node:fs/promises";
import { dirname, isAbsolute, relative, sep } from "node:path";

/** Whether `path` is `folder` or below it, by its name alone. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** With forward slashes. */
export const slashes = (path: string): string => (sep === "/" ? path : path.replaceAll(sep, "/"));

/** Like `isInside`, with links followed; a path that does not exist yet counts by the folder that does. */
export async function isReallyInside(folder: string, path: string): Promise<boolean> {
  const [top, real] = await Promise.all([realpath(folder).catch(() => undefined), realpath(path).catch(() => undefined)]);
  if (top === undefined) return false;
  if (real !== undefined) return isInside(top, real);
  return dirname(path) !== path && isReallyInside(folder, dirname(path));
}
