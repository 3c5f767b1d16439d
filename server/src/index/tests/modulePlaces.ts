/** Where the modules of node ids may be. */
import { readdir } from "node:fs/promises";
import { isTestModule } from "../../pytest/testModule";
import { childUri, parentOf, pathOfUri, slashPath, uriOfPath } from "../uris";

/** The test modules directly in a folder (URIs); empty if it cannot be read. */
export async function modulesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(pathOfUri(folder))).filter(isTestModule).map((name) => childUri(folder, name));
  } catch {
    return [];
  }
}

/** Whether a path leads down from the root, as pytest writes it. */
export function isPlain(path: string): boolean {
  return !path.startsWith("/") && !path.includes("\\") && !/(?:^|\/)\.\.?(?:\/|$)/.test(path) && !/[\p{Cs}\0:]/u.test(path);
}

/** The URI of a path, as pytest writes it, below a folder. */
export const below = (folder: string, path: string): string => uriOfPath(`${slashPath(folder)}/${path}`);

/** The same for all recordings in a folder that name the same module. */
export const keyOf = (recordingUri: string, path: string): string => `${parentOf(recordingUri)}\n${path}`;

export const pathOfKey = (key: string): string => key.slice(key.indexOf("\n") + 1);

/** The folder from which a node id with this path leads to the module. */
export function rootOf(moduleUri: string, path: string): string {
  return uriOfPath(slashPath(moduleUri).slice(0, -path.length - 1));
}
