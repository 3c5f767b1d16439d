/** A scan worker: searches and reads recordings off the main thread, so that no hover waits for a scan. The reading part is loaded on demand. */
import { parentPort } from "node:worker_threads";
import { Roots } from "../../disk/roots";
import { stackOf } from "../../errors";
import { logTo } from "../../log";
import { collectGarbage } from "./freeMemory";
import type { RecordingFiles } from "./readRecordings";
import { fileStampSync } from "./readText";
import { pathOfUri } from "../uris";
import { walk, type FoundFiles } from "./walk";
import type { FindRequest, WorkerMessage, WorkerReply, WorkerRequest } from "./workerMessages";

type Send = (reply: WorkerReply) => void;

/** Answers the main thread's requests in order; `load` returns the part that reads recordings. */
export function startWorker(load: () => Promise<RecordingFiles>): void {
  const port = parentPort;
  logTo({ error: (message) => port?.postMessage({ kind: "log", message } satisfies WorkerMessage) });
  let last: Promise<void> = Promise.resolve();
  port?.on("message", (request: WorkerRequest) => {
    const send: Send = (reply) => port.postMessage(reply, reply.kind === "files" ? [reply.batch.bytes.buffer] : []);
    last = last.then(async () => {
      try {
        send(await answer(request, load, send));
      } catch (error) {
        send({ id: request.id, kind: "failed", message: stackOf(error) });
      }
    });
  });
}

async function answer(request: WorkerRequest, load: () => Promise<RecordingFiles>, send: Send): Promise<WorkerReply> {
  const { id } = request;
  const roots = new Roots(request.roots);
  switch (request.kind) {
    case "find":
      return { id, kind: "done", warnings: find(request, roots, (files) => send({ id, kind: "found", files })) };
    case "stamps":
      return { id, kind: "stamps", stamps: request.uris.map((uri) => fileStampSync(pathOfUri(uri))) };
    case "free":
      collectGarbage();
      return { id, kind: "freed" };
    case "list":
      return { id, kind: "files", batch: (await load()).list(request.uris, roots) };
    case "read":
      return { id, kind: "files", batch: (await load()).read(request.uris, roots) };
    case "words":
      return { id, kind: "words", found: (await load()).words(request.uris, request.words, roots) };
    case "modules":
    case "cassetteSources": {
      const { readModule, readSource } = await import("./readSources");
      if (request.kind === "modules")
        return { id, kind: "modules", modules: request.questions.map((question) => readModule(question, roots)) };
      return { id, kind: "cassetteSources", sources: request.uris.map((uri) => readSource(uri, roots)) };
    }
  }
}

/** The number of files in one message. */
const foundAtOnce = 500;
/** Milliseconds after which a message is sent even if nothing was found. */
const silence = 500;
const mostWarnings = 20;

/** Returns sentences that say what may be missing. */
function find(request: FindRequest, roots: Roots, found: (files: readonly FoundFiles[]) => void): readonly string[] {
  let folders: FoundFiles[] = [];
  const warnings: string[] = [];
  let [count, last] = [0, Date.now()];
  for (const folder of walk(request, roots, (sentence) => warnings.push(sentence))) {
    const all = folder.names.length + (folder.also?.names.length ?? 0);
    if (all > 0) folders.push(folder);
    count += all;
    if (count < foundAtOnce && Date.now() - last < silence) continue;
    found(folders);
    [folders, count, last] = [[], 0, Date.now()];
  }
  found(folders);
  return warnings.slice(0, mostWarnings);
}
