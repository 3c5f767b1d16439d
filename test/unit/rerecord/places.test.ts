/** Writing where a plan's recordings lie, while somebody exchanges folders for links. */
import { mkdir, mkdtemp, readFile, readdir, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { boundsOf, inPlace, whyNoPlace } from "../../../server/src/rerecord/places";

let top: string;
let recordings: string;
beforeEach(async () => {
  top = await realpath(await mkdtemp(join(tmpdir(), "tapedeck-places-")));
  recordings = join(top, "work/tests/recordings");
  await mkdir(join(recordings, "deep"), { recursive: true });
  await mkdir(join(top, "work/.git/hooks"), { recursive: true });
  await mkdir(join(top, "outside"));
});
afterEach(() => rm(top, { recursive: true, force: true }));

const bounds = () => boundsOf(join(top, "work"), [recordings]);

/** The folder is elsewhere, and a link stands in its place. */
async function exchange(folder: string, target: string): Promise<void> {
  await rename(folder, join(top, "moved"));
  await symlink(target, folder);
}

test.runIf(process.platform === "linux")("A link planted between the look and the act leads nothing astray", async () => {
  for (const target of [join(top, "outside"), join(top, "work/.git/hooks")]) {
    await inPlace(await bounds(), join(recordings, "deep/a.json"), async (file) => {
      await exchange(join(recordings, "deep"), target);
      await writeFile(file, "ours");
    });
    expect(await readdir(target)).toEqual([]);
    expect(await readFile(join(top, "moved/a.json"), "utf8")).toBe("ours");
    await rm(join(recordings, "deep"));
    await rename(join(top, "moved"), join(recordings, "deep"));
  }
});

test("A link planted after the plan was made is found", async () => {
  const made = await bounds();
  const write = (path: string) => inPlace(made, path, (file) => writeFile(file, "ours"), { make: true });
  for (const [folder, target] of [
    [join(recordings, "deep"), join(top, "outside")],
    [join(recordings, "deep"), join(top, "work/.git/hooks")],
    [recordings, join(top, "work/.git/hooks")],
    [join(top, "work/tests"), join(top, "outside")],
  ] as const) {
    await exchange(folder, target);
    await expect(write(join(recordings, "deep/a.json"))).rejects.toThrow(/leads (elsewhere|out of the workspace)/);
    await expect(write(join(recordings, "deep/new/a.json"))).rejects.toThrow();
    expect((await readdir(target, { recursive: true })).filter((path) => path.endsWith(".json"))).toEqual([]);
    expect(await readdir(join(top, "outside"))).toEqual([]);
    await rm(folder);
    await rename(join(top, "moved"), folder);
  }
});

test("Folders that a recording needs are made, and a link to another folder of the plan is as good", async () => {
  await symlink(join(recordings, "deep"), join(recordings, "alias"));
  await inPlace(await bounds(), join(recordings, "alias/new/a.json"), (file) => writeFile(file, "ours"), { make: true });
  expect(await readFile(join(recordings, "deep/new/a.json"), "utf8")).toBe("ours");
});

test("A plan whose folder leads out of the workspace, to something hidden, or nowhere, is none", async () => {
  for (const [target, why] of [
    [join(top, "outside"), "leads out of the workspace"],
    [join(top, "work/.git/hooks"), "leads to a hidden folder"],
    [join(top, "not-yet"), "leads nowhere"],
  ] as const) {
    await rm(join(top, "work/link"), { force: true });
    await symlink(target, join(top, "work/link"));
    await expect(boundsOf(join(top, "work"), [join(top, "work/link/recordings")])).rejects.toThrow(why);
    await expect(boundsOf(join(top, "work"), [join(top, "work/link")])).rejects.toThrow(why);
  }
});

test("A folder for recordings may itself be hidden, when it is called so", async () => {
  const hidden = join(top, "work/.tapes");
  const made = await boundsOf(join(top, "work"), [hidden]);
  expect(whyNoPlace(made, join(hidden, "a.json"))).toBeUndefined();
  expect(whyNoPlace(made, join(hidden, ".b/a.json"))).toBe("is hidden");
});
