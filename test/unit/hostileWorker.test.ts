/** Files that end the process that reads them, as running out of memory does. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { unpack } from "../../server/src/index/store/packed";
import { WorkerPool } from "../../server/src/index/scan/workerPool";
import { takeFailures } from "../support/failures";

const folder = mkdtempSync(join(tmpdir(), "tapedeck-worker-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Dies of any file with "deadly" in its name, and takes a while for each. */
const mortalWorker = join(folder, "worker.cjs");
writeFileSync(
  mortalWorker,
  `const { parentPort } = require("node:worker_threads");
   let queue = Promise.resolve();
   parentPort.on("message", ({ id, uris = [] }) => {
     queue = queue.then(() => new Promise((done) => setTimeout(done, 5))).then(() => {
       if (uris.some((uri) => uri.includes("deadly"))) process.exit(1);
       while (uris.some((uri) => uri.includes("endless")));
       const each = (value) => uris.map(() => value);
       const ofFiles = { counts: each(1), stamps: each(undefined), validities: each("passing"), partial: each(false) };
       const ofRecordings = { fragments: each(""), testIds: each(undefined), evidence: each(undefined), lengths: each(5) };
       const batch = { ...ofFiles, ...ofRecordings, bytes: Buffer.from("{}\\n{}".repeat(uris.length)) };
       parentPort.postMessage({ id, kind: "files", batch });
     });
   });`,
);

/** Of which the log says that reading them failed. */
const unreadFiles = () =>
  takeFailures()
    .map((failure) => /^Reading (.*) failed: /.exec(failure)?.[1])
    .sort();

const uriOf = (name: string) => `file:///${name}.json`;

it("only the deadly file is called unreadable, whatever is read at the same time", async () => {
  const pool = new WorkerPool(mortalWorker, { size: 1 });
  const batches = [["a", "deadly 1", "b"], ["c", "d"], ["deadly 2"], ["e"]];
  const replies = await Promise.all(batches.map((names) => pool.read(names.map(uriOf))));
  const read = replies.flatMap(({ recordings }) => recordings);
  expect(read).toHaveLength(7);
  const broken = read.filter((each) => unpack(each).findings.length > 0);
  expect(broken.map(({ id }) => id)).toEqual(["deadly 1", "deadly 2"].map(uriOf));
  expect(unreadFiles()).toEqual(["deadly 1", "deadly 2"].map(uriOf));
  await pool.dispose();
});

it("a file that is read forever is given up, and the others are not", async () => {
  const pool = new WorkerPool(mortalWorker, { size: 2, patience: 4000 });
  const replies = await Promise.all([["a", "endless", "b"], ["c"], ["d"]].map((names) => pool.read(names.map(uriOf))));
  const broken = replies.flatMap(({ recordings }) => recordings).filter((each) => unpack(each).findings.length > 0);
  expect(broken.map(({ id }) => id)).toEqual([uriOf("endless")]);
  expect(unreadFiles()).toEqual([uriOf("endless")]);
  await pool.dispose();
}, 60_000);

it("workers end when there is nothing to do, and come back when there is", async () => {
  const pool = new WorkerPool(mortalWorker, { size: 2, idle: 50 });
  for (const name of ["a", "b"]) {
    expect((await pool.read([uriOf(name)])).recordings).toHaveLength(1);
    await vi.waitFor(() => expect(pool.running).toBe(0), 15_000);
  }
  await pool.dispose();
});

it("what somebody waits for is read before what waits already", async () => {
  const pool = new WorkerPool(mortalWorker, { size: 1 });
  const order: string[] = [];
  const asked = ["a", "b", "c", "d", "e"].map((name) => pool.read([uriOf(name)]).then(() => order.push(name)));
  await Promise.all([...asked, pool.read([uriOf("urgent")], true).then(() => order.push("urgent"))]);
  expect(order).toEqual(["a", "b", "urgent", "c", "d", "e"]);
  await pool.dispose();
});

it("without a worker at all, every question ends", async () => {
  const pool = new WorkerPool(join(folder, "nowhere.cjs"));
  await expect(pool.find({ folder, include: ["**"], exclude: [] }, () => true)).rejects.toThrow();
  expect((await pool.read(["a", "b"].map(uriOf))).recordings).toHaveLength(2);
  expect(unreadFiles()).toEqual(["a", "b"].map(uriOf));
  await pool.dispose();
});

describe("a search", () => {
  /** Searches in the folder "endless" for ever, in "silent" without a word. */
  const searchingWorker = join(folder, "searching.cjs");
  writeFileSync(
    searchingWorker,
    `const { parentPort } = require("node:worker_threads");
     parentPort.on("message", ({ id, folder }) => {
       while (folder === "silent");
       if (folder === "endless") setInterval(() => parentPort.postMessage({ id, kind: "found", files: [] }), 5);
       else parentPort.postMessage({ id, kind: "done", warnings: [folder] });
     });`,
  );
  const search = (where: string) => ({ folder: where, include: ["**"], exclude: [] });

  it("goes on as long as it tells so, and ends when nobody wants it any more", async () => {
    const pool = new WorkerPool(searchingWorker, { size: 1, patience: 4000 });
    let parts = 0;
    const wanted = () => ++parts < 100;
    const ended = pool.find(search("endless"), wanted);
    const next = pool.find(search("next"), () => true);
    await expect(ended).rejects.toThrow("The search was ended.");
    expect(parts).toBe(100);
    expect(await next).toEqual(["next"]);
    await pool.dispose();
  });

  it("of a disk that does not answer is given up", async () => {
    const pool = new WorkerPool(searchingWorker, { size: 1, patience: 4000 });
    await expect(pool.find(search("silent"), () => true)).rejects.toThrow("took too long");
    expect(await pool.find(search("next"), () => true)).toEqual(["next"]);
    await pool.dispose();
  });
});
