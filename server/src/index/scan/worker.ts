/** A scan worker: finds and reads recordings off the main thread, so that no hover waits for a scan. */
import { parentPort } from "node:worker_threads";
import type { Formats } from "../../formats/formats";
import { Roots } from "../../disk/roots";
import { stackOf } from "../../errors";
import { logTo } from "../../log";
import { cassetteSource } from "../../pytest/cassettes/source";
import { encodeBatch } from "../store/encodedBatch";
import { fileStampSync, readHeadSync, readTextSync, type FileText } from "./readText";
import { storedOf, type Stored } from "../store/stored";
import type { ReadSource } from "../tests/cassetteSources";
import { doubtful, sourceModule, type ModuleQuestion, type SourceModule } from "../tests/sourceModule";
import type { RecordingSummary } from "../store/summary";
import { summarizeHead, summarizeTests, summarizeText, unreadable } from "./summarize";
import { mayBeFolder, pathOfUri, slashPath } from "../uris";
import { walk, type FoundFiles } from "./walk";
import type { FindRequest, WorkerMessage, WorkerReply, WorkerRequest } from "./workerMessages";

/** Answers what the main thread asks, about files of these formats. */
export function startWorker(formats: Formats): void {
  const port = parentPort;
  logTo({ error: (message) => port?.postMessage({ kind: "log", message } satisfies WorkerMessage) });
  port?.on("message", (request: WorkerRequest) => {
    const send = (reply: WorkerReply) => port.postMessage(reply, reply.kind === "files" ? [reply.batch.bytes.buffer] : []);
    try {
      send(answer(request, formats, send));
    } catch (error) {
      send({ id: request.id, kind: "failed", message: stackOf(error) });
    }
  });
}

function answer(request: WorkerRequest, formats: Formats, send: (reply: WorkerReply) => void): WorkerReply {
  const { id } = request;
  const roots = new Roots(request.roots);
  switch (request.kind) {
    case "find":
      return { id, kind: "done", warnings: find(request, roots, (files) => send({ id, kind: "found", files })) };
    case "list":
      return { id, kind: "files", batch: encodeBatch(request.uris.map((uri) => list(uri, formats, roots))) };
    case "read":
      return { id, kind: "files", batch: encodeBatch(request.uris.map((uri) => read(uri, formats, roots))) };
    case "modules":
      return { id, kind: "modules", modules: request.questions.map((question) => readModule(question, roots)) };
    case "cassetteSources":
      return { id, kind: "cassetteSources", sources: request.uris.map((uri) => readSource(uri, roots)) };
    case "stamps":
      return { id, kind: "stamps", stamps: request.uris.map((uri) => fileStampSync(pathOfUri(uri))) };
  }
}

/** Files in one message. */
const foundAtOnce = 500;
/** Milliseconds in which whoever waits hears something, found or not. */
const silence = 500;
const mostWarnings = 20;

/** Gives sentences that say what may be missing. */
function find(request: FindRequest, roots: Roots, found: (files: readonly FoundFiles[]) => void): readonly string[] {
  let folders: FoundFiles[] = [];
  const warnings: string[] = [];
  let [count, last] = [0, Date.now()];
  for (const folder of walk(request, roots, (sentence) => warnings.push(sentence))) {
    if (folder.names.length > 0) folders.push(folder);
    count += folder.names.length;
    if (count < foundAtOnce && Date.now() - last < silence) continue;
    found(folders);
    [folders, count, last] = [[], 0, Date.now()];
  }
  found(folders);
  return warnings.slice(0, mostWarnings);
}

/** Of a file whose beginning does not say which tests it has the whole text is looked at. undefined for no file, and for no recording. */
function list(uri: string, formats: Formats, roots: Roots): readonly Stored[] | undefined {
  const path = pathOfUri(uri);
  const head = readHeadSync(path, roots);
  if (head !== undefined && !isRecording(uri, head, formats)) return undefined;
  const known = head === undefined ? undefined : summarizeHead(uri, head, formats);
  const summaries = known ?? testsOf(uri, readTextSync(path, roots), formats);
  return summaries?.map((summary) => storedOf(summary, { partial: true }, formats));
}

/** Told by its beginning; of a file that cannot be read by its place alone. */
function isRecording(uri: string, text: string, formats: Formats): boolean {
  return formats.isRecording(slashPath(uri), () => text);
}

/** A link to a folder where recordings may be, out of the roots, is told of. */
function holdsRecordings(uri: string, file: FileText, formats: Formats): boolean {
  return (file.kind === "unreadable" && mayBeFolder(uri)) || isRecording(uri, textOf(file), formats);
}

const textOf = (file: FileText): string => (file.kind === "text" ? file.text : "");

function testsOf(uri: string, file: FileText, formats: Formats): readonly RecordingSummary[] | undefined {
  if (file.kind === "gone" || !holdsRecordings(uri, file, formats)) return undefined;
  return file.kind === "text" ? summarizeTests(uri, file.text, formats) : [unreadable(uri, file.message, formats)];
}

function read(uri: string, formats: Formats, roots: Roots): readonly Stored[] | undefined {
  const path = pathOfUri(uri);
  const file = readTextSync(path, roots);
  if (file.kind === "gone" || !holdsRecordings(uri, file, formats)) return undefined;
  const stamp = file.kind === "text" ? file.stamp : fileStampSync(path);
  const validity = isSettled(file) ? "lasting" : "passing";
  const summaries = file.kind === "text" ? summarizeText(uri, file.text, formats) : [unreadable(uri, file.message, formats)];
  return summaries.map((summary) => storedOf(summary, { stamp, validity, partial: false }, formats));
}

/** One that is there and cannot be read may have any tests. */
function readModule({ uri, wanted }: ModuleQuestion, roots: Roots): SourceModule | undefined {
  const path = pathOfUri(uri);
  const file = readTextSync(path, roots);
  if (file.kind === "gone") return undefined;
  if (file.kind === "unreadable") return { ...doubtful, stamp: fileStampSync(path) };
  return { ...sourceModule(file.text, wanted), stamp: file.stamp };
}

function readSource(uri: string, roots: Roots): ReadSource | undefined {
  const file = readTextSync(pathOfUri(uri), roots);
  if (file.kind !== "text") return undefined;
  return { source: cassetteSource(slashPath(uri), file.text), stamp: isSettled(file) ? file.stamp : undefined };
}

/** Clocks of file systems tick slowly: a file that changed a moment ago may change again under the same stamp. */
function isSettled(file: FileText): boolean {
  return file.kind === "text" && Date.now() - file.changed > 2000;
}
