/** Reads Python files, for a thread that may wait. */
import type { Roots } from "../../disk/roots";
import { cassetteSource } from "../../pytest/cassettes/source";
import type { ReadSource } from "../tests/cassetteSources";
import { doubtful, sourceModule, type ModuleQuestion, type SourceModule } from "../tests/sourceModule";
import { pathOfUri, slashPath } from "../uris";
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
  return { source: cassetteSource(slashPath(uri), file.text), stamp: isSettled(file) ? file.stamp : undefined };
}
