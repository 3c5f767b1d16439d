/** One run at a time in a folder, whatever an earlier one has left of its lock. */
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { lockFolder } from "../../../server/src/rerecord/lock";
import { markOf } from "../../../server/src/rerecord/processes";

let top: string;
let root: string;
beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), "tapedeck-lock-"));
  root = join(top, "work");
  await mkdir(root);
  vi.stubEnv("XDG_CACHE_HOME", join(top, "cache"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(top, { recursive: true, force: true });
});

const locks = () => join(top, "cache/tapedeck/locks");

/** The name of the lock, taken from one that was taken and given back. */
async function nameOfLock(): Promise<string> {
  const unlock = await take();
  const [name] = await readdir(locks());
  await unlock!();
  return join(locks(), name!);
}

function take(waits: number[] = [], signal = new AbortController().signal) {
  return lockFolder(root, signal, (pid) => waits.push(pid));
}

describe.runIf(process.platform === "linux")("The lock of a folder", () => {
  test("lets one in at a time, and the next one when that is done", async () => {
    const order: string[] = [];
    const waits: number[] = [];
    const first = await take();
    const second = take(waits).then((unlock) => {
      order.push("second");
      return unlock!();
    });
    await expect.poll(() => waits).toEqual([process.pid]);
    order.push("first");
    await first!();
    await second;
    expect(order).toEqual(["first", "second"]);
    expect(await readdir(locks())).toEqual([]);
  });

  test("is waited for no longer than the user wants", async () => {
    const cancel = new AbortController();
    const unlock = await take();
    const waiting = lockFolder(root, cancel.signal, () => cancel.abort());
    expect(await waiting).toBeUndefined();
    await unlock!();
  });

  test.each(["", "{", "null", `{"pid":1}`, `{"pid":-1,"began":"","parents":[]}`, "\u0000"])(
    "is nobody's where it says %j",
    async (text) => {
      const file = await nameOfLock();
      await writeFile(file, text);
      await (await take())!();
      expect(await readdir(locks())).toEqual([]);
    },
  );

  test("is nobody's when its process has ended, though another has its number now", async () => {
    const file = await nameOfLock();
    const mark = await markOf(process.pid);
    for (const holder of [
      { ...mark, began: `${mark.began}0` },
      { ...mark, pid: 2 ** 22 - 1 },
    ]) {
      await writeFile(file, JSON.stringify(holder));
      const unlock = await take();
      expect(await readdir(locks())).toHaveLength(1);
      await unlock!();
    }
  });

  test("is taken by one alone of many who find a dead one's", async () => {
    const file = await nameOfLock();
    await writeFile(file, "");
    let [inside, most] = [0, 0];
    await Promise.all(
      Array.from({ length: 12 }, async () => {
        const unlock = await take();
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside--;
        await unlock!();
      }),
    );
    expect(most).toBe(1);
    expect(await readdir(locks())).toEqual([]);
  });
});

describe.runIf(process.platform === "linux")("On a disk that is full", () => {
  afterEach(() => void spawnSync("umount", [join(top, "cache")]));

  test("no lock is left half written: the run goes on without, and the next one has the lock", async ({ skip }) => {
    await mkdir(join(top, "cache"), { mode: 0o700 });
    const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k,mode=0700", "tapedeck", join(top, "cache")]);
    if (status !== 0) skip("Only root can mount a small disk to fill: locks on a full disk were NOT tested.");
    const file = await nameOfLock();
    const { bavail, bsize } = await statfs(locks());
    await writeFile(join(top, "cache/filler"), Buffer.alloc(bavail * bsize));
    await expect(writeFile(file, "x")).rejects.toThrow("ENOSPC");
    await rm(file, { force: true });

    await (await take())!();
    expect(await readdir(locks())).toEqual([]);
    await rm(join(top, "cache/filler"));
    const unlock = await take();
    expect(await readdir(locks())).toHaveLength(1);
    await unlock!();
  });
});
