/** Reads Python files, blocking the thread. */
import type { Roots } from "../../disk/roots";
import { packedSource } from "../tests/packedSource";
import type { ReadSource } from "../tests/readSource";
import { doubtful, sourceModule, type ModuleQuestion, type SourceModule } from "../tests/sourceModule";
import { pathOfUri } from "../uris";
import { fileStampSync, isSettled, readTextSync } from "./readText";

/** A module that exists but cannot be read may define any test. */
export function readModule({ uri, wanted }: ModuleQuestion, roots: Roots): SourceModule | undefined {
  const path = pathOfUri(uri);
  const file = readTextSync(path, roots);
  if (file.kind === "gone") return undefined;
  if (file.kind === "unreadable") return { ...doubtful, stamp: fileStampSync(path) };
  return { ...sourceModule(file.text, wanted), stamp: file.stamp };
}

/** undefined if there is no readable file. */
export function readSource(uri: string, roots: Roots): ReadSource | undefined {
  const file = readTextSync(pathOfUri(uri), roots);
  if (file.kind !== "text") return undefined;
  return { packed: packedSource(uri, file.text), stamp: isSettled(file) ? file.stamp : undefined };
}
