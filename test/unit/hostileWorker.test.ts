/** Files that end the process that reads them, as running out of memory does. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { WorkerClient } from "../../server/src/index/workerClient";

const folder = mkdtempSync(join(tmpdir(), "tapedeck-worker-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Dies of any file with "deadly" in its name, and takes a while for each. */
const mortalWorker = join(folder, "worker.cjs");
writeFileSync(
  mortalWorker,
  `const { parentPort } = require("node:worker_threads");
   let queue = Promise.resolve();
   parentPort.on("message", ({ id, uris }) => {
     queue = queue.then(() => new Promise((done) => setTimeout(done, 5))).then(() => {
       if (uris.some((uri) => uri.includes("deadly"))) process.exit(1);
       parentPort.postMessage({ id, kind: "read", summaries: uris.map((uri) => ({ uri, findings: [] })), gone: [] });
     });
   });`,
);

it("only the deadly file is called unreadable, whatever is read at the same time", async () => {
  const worker = new WorkerClient(mortalWorker);
  const batches = [["a", "deadly 1", "b"], ["c", "d"], ["deadly 2"], ["e"]];
  const replies = await Promise.all(batches.map((uris) => worker.read(uris.map((uri) => `file:///${uri}.json`))));
  const read = replies.flatMap(({ summaries }) => summaries);
  expect(read).toHaveLength(7);
  const broken = read.filter(({ findings }) => findings.length > 0);
  expect(broken.map(({ uri }) => uri)).toEqual(["file:///deadly 1.json", "file:///deadly 2.json"]);
  await worker.dispose();
});

it("without a worker at all, every question ends", async () => {
  const worker = new WorkerClient(join(folder, "nowhere.cjs"));
  await expect(worker.find({ folder, include: ["**"], exclude: [] })).rejects.toThrow();
  expect((await worker.read(["file:///a.json", "file:///b.json"])).summaries).toHaveLength(2);
  await worker.dispose();
});
