/** A fix of several workspace folders is one: it is undone in all of them, or in none. */
import { mkdtempSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { placeOf } from "../../../server/src/features/fixPlans";
import type { Services } from "../../../server/src/features/services";
import { undoLastFix } from "../../../server/src/features/undoFixes";
import { uriOfPath } from "../../../server/src/index/uris";
import { fix } from "../../../server/src/rerecord/fix";

let folders: readonly string[];
let services: Services;

beforeEach(async () => {
  const top = mkdtempSync(join(tmpdir(), "tapedeck-undo-"));
  for (const name of ["XDG_CACHE_HOME", "LOCALAPPDATA"]) vi.stubEnv(name, join(top, "cache"));
  folders = ["one", "two", "three"].map((name) => join(top, name));
  for (const folder of folders) {
    await mkdir(folder);
    await writeFile(join(folder, "a.json"), "before");
  }
  services = { workspace: { folders: { all: folders.map((folder) => ({ uri: uriOfPath(folder) })) } } } as unknown as Services;
  return () => vi.unstubAllEnvs();
});

const texts = () => Promise.all(folders.map((folder) => readFile(join(folder, "a.json"), "utf8")));

/** Fixes what these folders (by their numbers) hold. */
async function fixed(numbers: readonly number[], before: string, after: string, began: Date): Promise<void> {
  for (const folder of numbers.map((number) => folders[number] ?? "")) {
    const place = await placeOf(folder);
    const file = { path: join(folder, "a.json"), before: Buffer.from(before), after: Buffer.from(after) };
    expect(await fix(place?.store ?? "", folder, "1 recording", [file], began)).toMatchObject({ kind: "accepted" });
  }
}

test("the last fix is undone in all folders in which it was made, then the one before it", async () => {
  await fixed([2], "before", "first", new Date(1000));
  await fixed([0, 1], "before", "last", new Date(2000));
  expect(await undoLastFix(services)).toEqual({ kind: "undone", title: "1 recording; 1 recording", count: 2 });
  expect(await texts()).toEqual(["before", "before", "first"]);
  expect(await undoLastFix(services)).toEqual({ kind: "undone", title: "1 recording", count: 1 });
  expect(await undoLastFix(services)).toEqual({ kind: "nothing" });
});

test("where a file of any folder was changed since, nothing is undone in any of them", async () => {
  await fixed([0, 1], "before", "after", new Date(1000));
  await writeFile(join(folders[1] ?? "", "a.json"), "changed");
  expect(await undoLastFix(services)).toEqual({
    kind: "refused",
    reasons: ["a.json was changed since the fix; nothing was undone."],
  });
  expect(await texts()).toEqual(["after", "changed", "before"]);
});
