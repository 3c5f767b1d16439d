/** What a crash or a full disk leaves: never half of anything that nobody agreed to. */
import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { accept } from "../../server/src/rerecord/accept";
import type { Operation } from "../../server/src/rerecord/journal";
import { abandoned, finishInterrupted, undoInterrupted } from "../../server/src/rerecord/recover";
import type { Session } from "../../server/src/rerecord/session";
import { note } from "../../server/src/rerecord/transaction";
import { copySample } from "../support/editor/workspace";
import { changedPaths, contents } from "../support/contents";
import { completions, sampleWorkspace } from "../support/rerecord";

const otherWords = { SAMPLE_PROVIDER_VARIANT: "2" };

describe("An editor that is killed while six recordings are accepted, two of them written", () => {
  async function killedHalfWay() {
    const sample = await sampleWorkspace();
    const before = await sample.contents();
    const session = await sample.run(sample.test(completions, "test_capital"), otherWords);
    const acceptance = await accept(session.transaction, session.entries);
    if (acceptance.kind !== "accepted") throw new Error(acceptance.kind);
    const agreed = await sample.contents();
    await asIfKilled(session, acceptance.accepted.changes);
    expect(changedPaths(before, await sample.contents())).toHaveLength(2 + 4);
    const [found, ...more] = (await abandoned(sample.store, [sample.workspace])).runs;
    if (!found || more.length > 0) throw new Error("There is not one journal.");
    return { sample, before, agreed, found };
  }

  /** The first two are in their place, the others lie beside it, and the process is gone. */
  async function asIfKilled({ transaction, entries }: Session, changes: readonly Operation["change"][]): Promise<void> {
    const operations: Operation[] = [];
    for (const [index, change] of changes.entries()) {
      const unfinished = join(change.path, "..", `.${index}.tmp`);
      operations.push({ change, staged: entries.find(({ path }) => path === change.path)!.staged!, unfinished });
      if (index < 2 || change.kind !== "changed") continue;
      await writeFile(unfinished, "half of i");
      await writeFile(change.path, await readFile(change.before.copy));
    }
    const { pid } = spawnSync(process.execPath, ["-e", "0"]);
    await note(transaction, { phase: "accepting", operations, owner: { pid, began: "0", parents: [] } });
  }

  test("can finish it: all six are as agreed, and nothing lies beside them", async () => {
    const { sample, agreed, found } = await killedHalfWay();
    await finishInterrupted(found.folder, found.journal);

    expect(await sample.contents()).toEqual(agreed);
  });

  test("can undo it: all six are as before, and the run is forgotten", async () => {
    const { sample, before, found } = await killedHalfWay();

    expect(await undoInterrupted(found.folder, found.journal)).toEqual([]);
    expect(await sample.contents()).toEqual(before);
    expect(await abandoned(sample.store, [sample.workspace])).toEqual({ runs: [], problems: [] });
  });
});

test("A run that is still looked after by a living process is nobody else's to undo", async () => {
  const sample = await sampleWorkspace();
  await sample.run(sample.test(completions, "test_json_output"), otherWords);

  expect(await abandoned(sample.store, [sample.workspace])).toEqual({ runs: [], problems: [] });
});

const mounts: string[] = [];
afterEach(async () => {
  for (const folder of mounts.splice(0)) {
    spawnSync("umount", [folder]);
    await rm(folder, { recursive: true, force: true });
  }
});

/** A disk of its own for the sample, as large as that and little more; undefined where none can be mounted. */
async function smallDisk(): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "tapedeck-disk-"));
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tapedeck", folder]);
  if (status !== 0) {
    await rm(folder, { recursive: true });
    return undefined;
  }
  mounts.push(folder);
  await cp(await copySample(), folder, { recursive: true });
  return folder;
}

/** Fills the disk but for a few pages. */
async function fill(folder: string, pagesLeft: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  await writeFile(join(folder, "filler"), Buffer.alloc(Math.max(0, (bavail - pagesLeft) * bsize)));
}

test("On a full disk nothing is accepted rather than half of it", async ({ skip }) => {
  const disk = await smallDisk();
  if (disk === undefined) skip("Only root can mount a small disk to fill: accepting on a full disk was NOT tested.");
  const sample = await sampleWorkspace(disk);
  const session = await sample.run(sample.test(completions, "test_capital"), otherWords);
  expect(session.entries).toHaveLength(6);
  await fill(disk!, 3);
  const before = await contents(disk!);

  expect(await accept(session.transaction, session.entries)).toEqual({
    kind: "refused",
    reasons: ["Nothing was accepted: the disk is full."],
  });
  expect(await contents(disk!)).toEqual(before);
  await rm(join(disk!, "filler"));
  expect((await accept(session.transaction, session.entries)).kind).toBe("accepted");
});
