import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { lookup } from "../../../server/src/formats/ogx/lookup";
import { modelDigest } from "../../../server/src/formats/ogx/modelList";
import { fileNameOf } from "../../../server/src/formats/ogx/names";
import { namingOf } from "../../../server/src/formats/ogx/naming";
import { newestScheme } from "../../../server/src/formats/ogx/schemes";
import type { RecordingInDocument } from "../../../server/src/recording/recordingDocument";
import { sha256 } from "../../../server/src/index/sha256";
import { parseNodeId } from "../../../server/src/pytest/nodeId";
import { findingsIn } from "../../support/findings";
import { startSampleProvider, type RunningProvider } from "../../support/sampleProvider";
import { findRecorders, runSession, valueOf, type Answers, type Job, type Recorders, type Session } from "../support/recorder";

const testId = "tests/integration/chat/test_x.py::TestChat::test_y[a-1.5]";
const latest = "ogx 1.5.0";

let recorders: Recorders | undefined;
let provider: RunningProvider | undefined;
const roots: string[] = [];
beforeAll(async () => {
  recorders = await findRecorders();
  provider = recorders && (await startSampleProvider());
});
afterAll(async () => {
  await provider?.stop();
  for (const root of roots) rmSync(root, { recursive: true });
});

function newRoot(): string {
  const root = mkdtempSync(join(tmpdir(), "tapedeck-judged-"));
  roots.push(root);
  return root;
}

const baseIn = (root: string) => join(root, "tests/integration/common");

/** The recordings below a folder; paths have slashes. */
function recordingsIn(root: string) {
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".json"));
  return paths.map((path) => {
    const text = readFileSync(join(root, path), "utf8");
    const file = readRecordingFile(basename(path), text);
    return { folder: dirname(path), name: basename(path), text, file, naming: namingOf(file, sha256) };
  });
}

describe("what the recorder writes for a test", () => {
  let root: string;
  let live: Answers;
  beforeAll(() => {
    if (recorders === undefined || provider === undefined) return;
    root = newRoot();
    live = runSession(recorders, { mode: "record", base: baseIn(root), url: provider.url, testId });
  });

  it("is read as it is meant: name, folder, test, request and digest", ({ skip }) => {
    if (recorders === undefined) return skip();
    const files = recordingsIn(root);
    expect(files).toHaveLength(Object.keys(live).length);
    for (const { folder, name, file, naming } of files) {
      expect(file.problems, name).toEqual([]);
      expect(file.recording?.testId).toBe(testId);
      expect(naming?.fits, name).toContain(newestScheme);
      expect(fileNameOf(file.hash!, naming?.digest)).toBe(name);
      expect(folder).toBe(lookup.besideModule(parseNodeId(testId)!.path));
    }
  });

  it("has nothing wrong but the failure that was recorded", ({ skip }) => {
    if (recorders === undefined) return skip();
    const codes = recordingsIn(root).flatMap(({ name, text }) => findingsIn(text, name).map(({ code }) => code));
    expect(codes).toEqual(["provider.failure"]);
  });

  it("is replayed to the test as we show it", ({ skip }) => {
    if (recorders === undefined) return skip();
    const replayed = runSession(recorders, { mode: "replay", base: baseIn(root), url: provider!.url, testId });
    expect(Object.keys(replayed)).toEqual(Object.keys(live));
    expect(replayed.models).toEqual(live.models);
    const shown = recordingsIn(root).map(({ file }) => answerIn(file));
    for (const name of ["chat", "stream", "completion", "responses", "message", "messages"] as const)
      expect(shown, name).toContainEqual(replayed[name]);
    expect(replayed.failure).toEqual(live.failure);
  });
});

/** As the clients hand it out: a stream's chunks, or one object. */
function answerIn({ recording }: RecordingInDocument): unknown {
  const data = recording?.chunks.map((chunk) => chunk.data);
  return recording?.response.isStreaming === true ? data : data?.[0];
}

describe("what a server records that does not know the test when it hashes", () => {
  it("is named without the test, is nothing wrong, and is found by a server alone", ({ skip }) => {
    if (recorders === undefined || provider === undefined) return skip();
    const root = newRoot();
    const session = { base: baseIn(root), url: provider.url };
    const live = runSession(recorders, { ...session, mode: "record", testId: `server:${testId}` });
    const files = recordingsIn(root);
    expect(files).toHaveLength(Object.keys(live).length);
    for (const { folder, name, naming, file } of files) {
      expect(folder).toBe("tests/integration/chat/recordings");
      expect(file.recording?.testId).toBe(testId);
      expect(naming?.fits, name).toContain(newestScheme);
    }
    const ofServer = files.filter(({ naming }) => naming?.withTest);
    expect(ofServer.length).toBeGreaterThan(4);
    const replay = runSession(recorders, { ...session, mode: "replay", testId: `server:${testId}` });
    expect(Object.keys(replay)).toEqual(Object.keys(live));
    const missed = hashMissed(recorders, { ...session, mode: "replay", testId });
    expect(ofServer.flatMap(({ naming }) => naming!.withTest!).map(({ hash }) => hash)).toContain(missed);
  });
});

/** The hash of the first request of a session that replay does not find. */
function hashMissed(judges: Recorders, session: Session): string | undefined {
  try {
    runSession(judges, session);
  } catch (error) {
    return /Recording not found for request hash: ([0-9a-f]{64})/.exec(String(error))?.[1];
  }
  return undefined;
}

describe("where replay looks", () => {
  const ids = [
    testId,
    "tests/test_a.py::test_b",
    "test_a.py::test_b[x::y/z]",
    "a b/ü/test_c.py::T::test_d",
    "tests/integration/common/test_e.py::f",
  ];

  it("is where we say, in the same order", ({ skip }) => {
    if (recorders === undefined) return skip();
    const hash = "0123456789abcdef".repeat(4);
    const cases = [...ids, undefined].flatMap((id) => {
      const foldersIn = (root: string) => {
        const around = { below: (path: string) => join(root, path), isRecording: () => true, foldersOfModule: () => [] };
        return lookup.foldersOf({ testId: id, hash, scheme: newestScheme }, around).map(({ folder }) => folder);
      };
      // A recording in all places, in all but the first, and so on until there is none.
      return foldersIn("")
        .concat("")
        .map((_, from) => {
          const root = newRoot();
          const folders = foldersIn(root);
          for (const folder of folders.slice(from)) write(folder, hash, relative(root, folder));
          return { id, root, first: folders[0], served: folders[from] && relative(root, folders[from]) };
        });
    });
    const judged = recorders.judge(
      latest,
      cases.flatMap(({ id, root }): Job[] => [
        ["folder_of", id ?? null, baseIn(root)],
        ["found", id ?? null, baseIn(root), hash],
      ]),
    );
    expect(judged.map(valueOf)).toEqual(cases.flatMap(({ first, served }) => [first, served ?? null]));
  });
});

/** A recording whose answer says where it lies. */
function write(folder: string, hash: string, body: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${hash}.json`), JSON.stringify({ request: {}, response: { body, is_streaming: false } }));
}

describe("model lists", () => {
  const models = (...names: string[]) => {
    const body = names.map((id) => ({
      __type__: "openai.types.model.Model",
      __data__: { id, created: 0, object: "model", owned_by: "o" },
    }));
    const request = { method: "POST", url: "http://h/v1/models", headers: {}, body: {}, endpoint: "/v1/models", model: "" };
    return JSON.stringify({ test_id: testId, request, response: { body, is_streaming: false } });
  };
  const sets = [["b", "a", "a"], ["é", "z", "\u{1f600}", "\uffff"], [], ["models/gemini-2.5|pro"]];

  it("have the digests that we make", ({ skip }) => {
    if (recorders === undefined) return skip();
    const judged = recorders.judge(
      latest,
      sets.map((names) => ["digest", models(...names)]),
    );
    expect(judged.map(valueOf)).toEqual(sets.map((names) => modelDigest(names, sha256)));
  });

  it("of Text Embeddings Inference are the one model that `/info` tells, and have no body", ({ skip }) => {
    if (recorders === undefined) return skip();
    const text = JSON.stringify({
      test_id: testId,
      request: { test_id: testId, url: "http://127.0.0.1:8080/info", method: "GET", endpoint: "/info", headers: {} },
      response: { status: 200, body: { model_id: "BAAI/bge", model_dtype: "float16" }, is_streaming: false },
      id_normalization_mapping: {},
    });
    const [hash, digest] = recorders
      .judge(latest, [
        ["hash_of", text],
        ["digest", text],
      ])
      .map(valueOf);
    const name = fileNameOf(String(hash), String(digest));
    const file = readRecordingFile(name, text);
    expect(namingOf(file, sha256)).toMatchObject({ fits: [newestScheme], digest });
    expect(findingsIn(text, name)).toEqual([]);
    expect(lookup.listedModels(file)).toEqual(["BAAI/bge"]);
  });
});
