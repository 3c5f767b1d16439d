/** Folders that are named as such. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { shorten } from "../recording/json";
import { complain } from "./output";

/** Absolute; undefined after a complaint of those that do not exist. */
export function foldersNamed(given: readonly string[]): readonly string[] | undefined {
  const missing = given.filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true);
  for (const path of missing) complain(`There is no folder "${shorten(path, 300)}".`, 2);
  return missing.length > 0 ? undefined : given.map((path) => resolve(path));
}
