/** A workspace of any size with cassettes: the corpus's, copied as they are, each copy a project of its own. */
import { copyFileSync, globSync, mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BenchWorkspace } from "../copies";

/** Copies the YAML cassettes of a folder, and its test modules, into `folder` until there are `count`. */
export function copyCassettes(source: string, count: number, folder: string): BenchWorkspace {
  const originals = globSync("**/{cassettes,_vcr}/**/*.yaml", { cwd: source }).sort();
  const modules = globSync("**/*.py", { cwd: source });
  const recordings: string[] = [];
  let bytes = 0;
  for (let copy = 0; recordings.length < count; copy++) {
    const copied = (path: string): string => {
      const target = join(folder, `p${copy}`, path);
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(join(source, path), target);
      return target;
    };
    for (const module of modules) copied(module);
    for (const path of originals.slice(0, count - recordings.length)) {
      const target = copied(path);
      recordings.push(target);
      bytes += statSync(target).size;
    }
  }
  return { folder, recordings, bytes };
}
