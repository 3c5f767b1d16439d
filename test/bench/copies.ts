/** A workspace of any size: real recordings, copied under new test ids and the names that the recorder would give them. */
import { createHash } from "node:crypto";
import { copyFileSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { namingOf } from "../../server/src/formats/ogx/naming";
import { readRecordingFile } from "../../server/src/formats/readDocument";
import { readHashable, requestHash } from "../../server/src/formats/ogx/requestHash";
import type { OgxScheme } from "../../server/src/formats/ogx/schemes";

export interface BenchWorkspace {
  readonly folder: string;
  /** Paths of the recordings. */
  readonly recordings: readonly string[];
  readonly bytes: number;
}

interface Original {
  /** Relative to the workspace. */
  readonly path: string;
  readonly text: string;
  /** By which its name is right; undefined where it is not. */
  readonly scheme: OgxScheme | undefined;
}

/**
 * Copies the recordings of a workspace, and its test modules, into `folder` until there are `count`: copy n is a project of its own below `pn`. As in
 * one large repository, no two copies share a test or a request.
 */
export function makeCopies(source: string, count: number, folder: string): BenchWorkspace {
  const originals = globSync("**/recordings/**/*.json", { cwd: source })
    .sort()
    .map((path) => readOriginal(source, path));
  const modules = globSync("**/*.py", { cwd: source });
  const recordings: string[] = [];
  let bytes = 0;
  for (let copy = 0; recordings.length < count; copy++) {
    const root = `p${copy}`;
    for (const module of modules) write(join(folder, root, module), (path) => copyFileSync(join(source, module), path));
    for (const original of originals.slice(0, count - recordings.length)) {
      const text = original.text.replaceAll(/("test_id": ")(?=[^"])/g, `$1${root}/`);
      const [path, renamed] = rename(join(folder, root, original.path), text, original.scheme);
      write(path, () => writeFileSync(path, renamed));
      recordings.push(path);
      bytes += Buffer.byteLength(renamed);
    }
  }
  return { folder, recordings, bytes };
}

function readOriginal(source: string, path: string): Original {
  const text = readFileSync(join(source, path), "utf8");
  return { path, text, scheme: namingOf(readRecordingFile(basename(path), text), sha256)?.fits.at(-1) };
}

/** The name that goes with the new test id, and the text with the ids that go with the name. */
function rename(path: string, text: string, scheme: OgxScheme | undefined): readonly [path: string, text: string] {
  const old = /[0-9a-f]{12,64}/.exec(basename(path))?.[0];
  const request = scheme === undefined ? undefined : readHashable(readRecordingFile(basename(path), text));
  if (old === undefined || scheme === undefined || request === undefined) return [path, text];
  const hash = requestHash(request, scheme, sha256);
  const name = basename(path).replace(old, hash);
  return [join(dirname(path), name), text.replaceAll(`rec-${old.slice(0, 12)}`, `rec-${hash.slice(0, 12)}`)];
}

const made = new Set<string>();

function write(path: string, make: (path: string) => void): void {
  const folder = dirname(path);
  if (!made.has(folder)) mkdirSync(folder, { recursive: true });
  made.add(folder);
  make(path);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
