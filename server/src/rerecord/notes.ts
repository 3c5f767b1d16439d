/** What a recorder's plugin of pytest tells of a run: a line of JSON for each test that opened or wrote a file of recordings. Pure. */
import { resolve } from "node:path";
import { isObject } from "../recording/json";

export interface Note {
  /** Of the file, where it belongs in the workspace. */
  readonly path: string;
  readonly testId: string;
  /** Else it was opened alone. */
  readonly wrote: boolean;
}

/** Lines that are cut off, garbled or of another kind are left out. Never throws. */
export function readNotes(text: string, root: string): readonly Note[] {
  return text.split("\n").flatMap((line) => {
    const value = parsed(line);
    if (!isObject(value)) return [];
    const { test, path, wrote } = value;
    const isNote = typeof test === "string" && typeof path === "string" && typeof wrote === "boolean";
    return isNote ? [{ testId: test, path: resolve(root, path), wrote }] : [];
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // Cut off.
  }
}
