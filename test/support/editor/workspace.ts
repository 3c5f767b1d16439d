/** Folders for the editor to open: copies and small ones, removed when the test file is done. */
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

const sampleOf = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
/** Files that pytest makes, and the tests that fail on purpose, which are not copied. */
const left = new Set(["__pycache__", ".pytest_cache", ".benchmarks", "changed"]);

const made: string[] = [];

afterAll(async () => {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** A copy of a sample suite that a test may change. */
export async function copySample(name: "sample" | "sample-cassettes" = "sample"): Promise<string> {
  const folder = await temporaryFolder();
  await cp(sampleOf(name), folder, { recursive: true, filter: (path) => !left.has(path.slice(path.lastIndexOf("/") + 1)) });
  return folder;
}

/** A folder with these files: relative paths with forward slashes, and their text. */
export async function makeWorkspace(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder();
  await addFiles(folder, files);
  return folder;
}

/** Writes files into a folder, as another program would. */
export async function addFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

async function temporaryFolder(): Promise<string> {
  // VS Code shows and compares real paths.
  const folder = await realpath(await mkdtemp(join(tmpdir(), "tapedeck-workspace-")));
  made.push(folder);
  return folder;
}
