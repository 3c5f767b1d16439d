/** A scan worker: finds and reads recordings off the main thread, so that no hover waits for a scan. */
import { existsSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { wrap } from "./parcel";
import { fileStampSync, readHeadSync, readTextSync, type FileText } from "./readText";
import { storedOf, type Stored } from "./stored";
import { doubtful, sourceModule, type ModuleQuestion, type SourceModule } from "./sourceModule";
import type { RecordingSummary } from "./summary";
import { summarize, summarizeHead, summarizeTest, unreadable } from "./summarize";
import { pathOfUri } from "./uris";
import { walk, type FoundFiles } from "./walk";
import type { FindRequest, WorkerReply, WorkerRequest } from "./workerMessages";

const port = parentPort;
port?.on("message", (request: WorkerRequest) => {
  const send = (reply: WorkerReply) => port.postMessage(reply, reply.kind === "files" ? [reply.parcel.bytes.buffer] : []);
  try {
    send(answer(request, send));
  } catch (error) {
    send({ id: request.id, kind: "failed", message: String(error) });
  }
});

function answer(request: WorkerRequest, send: (reply: WorkerReply) => void): WorkerReply {
  const { id } = request;
  switch (request.kind) {
    case "find":
      find(request, (files) => send({ id, kind: "found", files }));
      return { id, kind: "done" };
    case "list":
      return { id, kind: "files", parcel: wrap(request.uris.map(list)) };
    case "read":
      return { id, kind: "files", parcel: wrap(request.uris.map(read)) };
    case "modules":
      return { id, kind: "modules", modules: request.questions.map(readModule) };
    case "stamps":
      return { id, kind: "stamps", stamps: request.uris.map((uri) => fileStampSync(pathOfUri(uri))) };
  }
}

/** Files in one message. */
const foundAtOnce = 500;

function find(request: FindRequest, found: (files: readonly FoundFiles[]) => void): void {
  let folders: FoundFiles[] = [];
  let count = 0;
  for (const folder of walk(request)) {
    folders.push(folder);
    count += folder.names.length;
    if (count < foundAtOnce) continue;
    found(folders);
    [folders, count] = [[], 0];
  }
  found(folders);
}

/** Of a file whose test id does not come first the whole text is looked at. */
function list(uri: string): Stored | undefined {
  const path = pathOfUri(uri);
  const head = readHeadSync(path);
  const summary = (head === undefined ? undefined : summarizeHead(uri, head)) ?? testOf(uri, readTextSync(path));
  return summary && storedOf(summary, { listed: true });
}

function testOf(uri: string, file: FileText): RecordingSummary | undefined {
  if (file.kind === "gone") return undefined;
  return file.kind === "text" ? summarizeTest(uri, file.text) : unreadable(uri, file.message);
}

function read(uri: string): Stored | undefined {
  const path = pathOfUri(uri);
  const file = readTextSync(path);
  if (file.kind === "gone") return undefined;
  const stamp = file.kind === "text" ? file.stamp : fileStampSync(path);
  return storedOf(summaryOf(uri, file), { stamp, validity: isSettled(file) ? "lasting" : "passing", listed: false });
}

function readModule({ uri, wanted }: ModuleQuestion): SourceModule | undefined {
  const path = pathOfUri(uri);
  // Most places where a module may be have none, and an error takes much longer.
  if (!existsSync(path)) return undefined;
  const file = readTextSync(path);
  if (file.kind === "gone") return undefined;
  if (file.kind === "unreadable") return { ...doubtful, stamp: fileStampSync(path) };
  return { ...sourceModule(file.text, wanted), stamp: file.stamp };
}

/** Clocks of file systems tick slowly: a file that changed a moment ago may change again under the same stamp. */
function isSettled(file: FileText): boolean {
  return file.kind === "text" && Date.now() - file.changed > 2000;
}

function summaryOf(uri: string, file: Exclude<FileText, { kind: "gone" }>): RecordingSummary {
  return file.kind === "text" ? summarize(uri, file.text) : unreadable(uri, file.message);
}
