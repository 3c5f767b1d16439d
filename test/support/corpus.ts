/** Real recordings of other people, if available: never part of this repository. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";

const folder = resolve(process.env.TAPEDECK_CORPUS ?? join(import.meta.dirname, "../../../shared/corpus"));

/** The corpus folder with its workspaces of OGX recordings, `current` and `legacy`; undefined, with a message, if there is none. */
export function corpusFolder(): string | undefined {
  if (existsSync(folder)) return folder;
  console.warn(`SKIPPED: no corpus of real recordings at ${folder}; set TAPEDECK_CORPUS to its folder.`);
  return undefined;
}

/** The folder with inputs that were once read wrongly, a workspace each; undefined, with a message, if there is none. */
export function faultsFolder(): string | undefined {
  const faults = process.env.TAPEDECK_FAULTS ?? join(folder, "../faults");
  if (existsSync(faults)) return faults;
  console.warn(`SKIPPED: no inputs that were read wrongly once at ${faults}; set TAPEDECK_FAULTS to their folder.`);
  return undefined;
}

export interface CorpusFile {
  /** Relative to the corpus folder. */
  readonly path: string;
  readonly name: string;
  readonly text: string;
}

/** The OGX recordings in the corpus folder, or in one of its workspaces. */
export function* corpusFiles(root: string): Generator<CorpusFile> {
  const workspaces = root === folder ? ["current", "legacy"] : ["."];
  for (const workspace of workspaces) {
    const paths = readdirSync(join(root, workspace), { recursive: true, encoding: "utf8" });
    for (const name of paths.filter((each) => each.endsWith(".json")).sort()) {
      const path = join(workspace, name);
      yield { path, name: basename(path), text: readFileSync(join(root, path), "utf8") };
    }
  }
}
