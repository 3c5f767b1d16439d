/** The scan worker: finds and reads recordings off the main thread, so that no hover waits for a scan. */
import { parentPort } from "node:worker_threads";
import { glob } from "tinyglobby";
import { readTextSync } from "./readText";
import type { RecordingSummary } from "./summary";
import { summarize, unreadable } from "./summarize";
import { pathOfUri, uriOfPath } from "./uris";
import type { FindReply, FindRequest, ReadReply, ReadRequest, WorkerReply, WorkerRequest } from "./workerMessages";

const port = parentPort;
/** One request after the other, so that a later reading of a file never loses to an earlier one. */
let queue = Promise.resolve();
port?.on("message", (request: WorkerRequest) => {
  const send = (reply: WorkerReply) => port.postMessage(reply);
  queue = queue
    .then(async () => send(await answer(request)))
    .catch((error: unknown) => send({ id: request.id, kind: "failed", message: String(error) }));
});

async function answer(request: WorkerRequest): Promise<WorkerReply> {
  const { id } = request;
  if (request.kind === "find") return { id, kind: "find", ...(await find(request)) };
  return { id, kind: "read", ...read(request) };
}

/** Symbolic links to folders are not followed: they loop, and lead to the same files twice. */
async function find({ folder, include, exclude }: FindRequest): Promise<FindReply> {
  const paths = await glob(include, {
    cwd: folder,
    ignore: exclude,
    absolute: true,
    dot: true,
    followSymbolicLinks: false,
    expandDirectories: false,
  });
  return { uris: paths.map(uriOfPath).sort() };
}

function read({ uris }: ReadRequest): ReadReply {
  const summaries: RecordingSummary[] = [];
  const gone: string[] = [];
  for (const uri of uris) {
    const file = readTextSync(pathOfUri(uri));
    if (file.kind === "gone") gone.push(uri);
    else summaries.push(file.kind === "text" ? summarize(uri, file.text) : unreadable(uri, file.message));
  }
  return { summaries, gone };
}
