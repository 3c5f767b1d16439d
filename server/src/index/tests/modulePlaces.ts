/** Where the modules of node ids may lie. */
import { readdir } from "node:fs/promises";
import { isTestModule } from "../../pytest/testModule";
import { childUri, parentOf, pathOfUri, slashPath, uriOfPath } from "../uris";

/** The test modules that lie in a folder (URIs); none where it cannot be read. */
export async function modulesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(pathOfUri(folder))).filter(isTestModule).map((name) => childUri(folder, name));
  } catch {
    return [];
  }
}

/** Whether it leads down from the root, as pytest writes it. */
export function isPlain(path: string): boolean {
  return !path.startsWith("/") && !path.includes("\\") && !/(?:^|\/)\.\.?(?:\/|$)/.test(path) && !/[\p{Cs}\0:]/u.test(path);
}

/** A path as pytest writes it, from a folder. */
export const below = (folder: string, path: string): string => uriOfPath(`${slashPath(folder)}/${path}`);

/** One for all recordings of a folder that name the same module. */
export const keyOf = (recordingUri: string, path: string): string => `${parentOf(recordingUri)}\n${path}`;

export const pathOfKey = (key: string): string => key.slice(key.indexOf("\n") + 1);

/** The folder from which a node id with this path leads to the module. */
export function rootOf(moduleUri: string, path: string): string {
  return uriOfPath(slashPath(moduleUri).slice(0, -path.length - 1));
}
