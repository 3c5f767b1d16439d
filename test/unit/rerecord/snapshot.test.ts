import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { differenceSince, takeSnapshot, type Change } from "../../../server/src/rerecord/snapshot";
import { boundsOf } from "../../../server/src/rerecord/places";
import { putBack, touchedSince } from "../../../server/src/rerecord/putBack";

let folder: string;
let store: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapedeck-snapshot-"));
  store = join(folder, "store");
  await mkdir(store);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const recordings = (...path: string[]) => join(folder, "recordings", ...path);

async function write(path: string, text: string | Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** Three recordings, one of which is no UTF-8, and what a run then does to them. */
async function afterRun() {
  await write(recordings("same.json"), "same");
  await write(recordings("changed.json"), Buffer.from([0xff, 0xfe, 0x00, 0x0a]));
  await write(recordings("deep", "removed.json"), "removed");
  const before = await takeSnapshot([recordings(), join(folder, "new", "recordings")], store);
  await write(recordings("same.json"), "same");
  await write(recordings("changed.json"), "other");
  await rm(recordings("deep"), { recursive: true });
  await write(join(folder, "new", "recordings", "added.json"), "added");
  return { before, ...(await differenceSince(before)) };
}

const bounds = ({ folders }: { readonly folders: readonly string[] }) => boundsOf(folder, folders);

const told = (changes: readonly Change[]) => changes.map(({ kind, path }) => `${kind} ${basename(path)}`);

test("A run is told by content: changed, added, removed, and written again as it was", async () => {
  const { changes, rewritten } = await afterRun();

  expect(told(changes)).toEqual(["added added.json", "changed changed.json", "removed removed.json"]);
  expect(rewritten.map((path) => basename(path))).toEqual(["same.json"]);
});

test("What nobody has written is no part of the difference", async () => {
  await write(recordings("a.json"), "a");
  const before = await takeSnapshot([recordings()], store);

  expect(await differenceSince(before)).toEqual({ changes: [], rewritten: [] });
});

test("Only recordings count: no other files, and nothing that a link leads to", async () => {
  await write(join(folder, "elsewhere.json"), "elsewhere");
  await write(recordings("a.json"), "a");
  await symlink(join(folder, "elsewhere.json"), recordings("link.json"));
  const before = await takeSnapshot([recordings()], store);
  await write(recordings("notes.txt"), "notes");
  await write(join(folder, "elsewhere.json"), "written through the link");

  expect([...before.files.keys()].map((path) => basename(path))).toEqual(["a.json"]);
  expect(await differenceSince(before)).toEqual({ changes: [], rewritten: [] });
});

test("Undo puts everything back, byte for byte, with the rights it had, and leaves nothing else", async () => {
  await write(recordings("changed.json"), "x");
  await chmod(recordings("changed.json"), 0o640);
  const { before, changes } = await afterRun();

  expect(await putBack(await bounds(before), changes, before.missing)).toEqual([]);

  expect(await contents(folder)).toEqual({
    "recordings/same.json": Buffer.from("same"),
    "recordings/changed.json": Buffer.from([0xff, 0xfe, 0x00, 0x0a]),
    "recordings/deep/removed.json": Buffer.from("removed"),
  });
  expect((await stat(recordings("changed.json"))).mode & 0o777).toBe(0o640);
  // The folder that the run made is gone with what was in it.
  expect(await readdir(join(folder, "new"))).toEqual([]);
});

test("What was written after the run is known, so that undo can ask", async () => {
  const { changes } = await afterRun();
  expect(await touchedSince(changes)).toEqual([]);
  await write(recordings("changed.json"), "edited by hand");
  await write(recordings("deep", "removed.json"), "made anew");

  expect(told(await touchedSince(changes))).toEqual(["changed changed.json", "removed removed.json"]);
});

test("What somebody has already put back by hand needs no question", async () => {
  const { changes } = await afterRun();
  await write(recordings("deep", "removed.json"), "removed");
  await rm(join(folder, "new", "recordings", "added.json"));

  expect(await touchedSince(changes)).toEqual([]);
});

test("A file that cannot be put back is named, and the others are put back all the same", async () => {
  const { before, changes } = await afterRun();
  await rm(recordings("changed.json"));
  await mkdir(recordings("changed.json", "in the way"), { recursive: true });

  const failures = await putBack(await bounds(before), changes, before.missing);

  expect(failures).toHaveLength(1);
  expect(failures[0]).toMatch(/^changed\.json could not be put back: /);
  expect(await readFile(recordings("deep", "removed.json"), "utf8")).toBe("removed");
  expect(await readdir(recordings())).toEqual(["changed.json", "deep", "same.json"]);
});

async function contents(top: string): Promise<Record<string, Buffer>> {
  const entries = await readdir(top, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = await Promise.all(
    files.filter((path) => !path.startsWith(store)).map(async (path) => [relative(top, path), await readFile(path)] as const),
  );
  return Object.fromEntries(found);
}
