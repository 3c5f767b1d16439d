/** The output of a recorder's pytest plugin: a line of JSON for each test that opened or wrote a file of recordings. Pure. */
import { resolve } from "node:path";
import { isObject } from "../recording/json";

export interface Note {
  /** The file's path in the workspace. */
  readonly path: string;
  readonly testId: string;
  /** Otherwise it was only opened. */
  readonly wrote: boolean;
}

/** Skips lines that are cut off, garbled or of another kind. Never throws. */
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
    return undefined; // The line is cut off.
  }
}
