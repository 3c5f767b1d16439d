/** Reads Python files, for a thread that may wait. */
import type { Roots } from "../../disk/roots";
import { packedSource } from "../tests/packedSource";
import type { ReadSource } from "../tests/readSource";
import { doubtful, sourceModule, type ModuleQuestion, type SourceModule } from "../tests/sourceModule";
import { pathOfUri } from "../uris";
import { fileStampSync, isSettled, readTextSync } from "./readText";

/** One that is there and cannot be read may have any tests. */
export function readModule({ uri, wanted }: ModuleQuestion, roots: Roots): SourceModule | undefined {
  const path = pathOfUri(uri);
  const file = readTextSync(path, roots);
  if (file.kind === "gone") return undefined;
  if (file.kind === "unreadable") return { ...doubtful, stamp: fileStampSync(path) };
  return { ...sourceModule(file.text, wanted), stamp: file.stamp };
}

/** undefined where there is no file that can be read. */
export function readSource(uri: string, roots: Roots): ReadSource | undefined {
  const file = readTextSync(pathOfUri(uri), roots);
  if (file.kind !== "text") return undefined;
  return { packed: packedSource(uri, file.text), stamp: isSettled(file) ? file.stamp : undefined };
}
