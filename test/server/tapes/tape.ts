/**
 * A file format of the test suite's own: a JSON file with a list of recordings, as cassettes have them. All of it is in this folder, and nothing
 * else knows it: what follows from it elsewhere follows from `RecordingFormat` alone.
 */
import { formats } from "../../../server/src/formats/formats";
import { isObject, listOf, objectOf, stringOf, type JsonObject } from "../../../server/src/recording/json";
import type { ReadRecording, RecordingFormat } from "../../../server/src/recording/format";
import type { JsonPath } from "../../../server/src/recording/jsonPath";
import type { Chunk, Problem, Recording, RecordingPart } from "../../../server/src/recording/recording";
import { jsonSource } from "../../../server/src/source/json";

/** `{"tape": [{"test": …, "request": {"url": …, "body": …}, "answer": …}, …]}`; an answer that is a list was streamed. */
const tape: RecordingFormat = {
  id: "tape",
  title: "Tape",
  detect: (path) => path.endsWith(".tape.json"),
  parse: jsonSource,
  read(value) {
    if (value === undefined) return { recordings: [], problems: [] };
    const entries = objectOf(value)["tape"];
    const problem: Problem = { path: [], part: "key", message: "The file has no list of recordings." };
    return { recordings: listOf(entries).map(readEntry), problems: Array.isArray(entries) ? [] : [problem] };
  },
  hashOfName: () => undefined,
  spellingDifferences: () => [],
};

/** All formats that this suite knows. */
export const withTapes = formats.with(tape);

function readEntry(entry: unknown, index: number): ReadRecording {
  const path = ["tape", index];
  const problem: Problem = { path, message: "This is not a recording." };
  if (!isObject(entry)) return { path, recording: undefined, problems: [problem] };
  const missing = ["request", "answer"].filter((name) => entry[name] === undefined);
  const problems = missing.map((name): Problem => ({ path, part: "key", message: `The ${name} is missing.` }));
  return { path, recording: recordingOf(entry, path), problems };
}

const parts: Readonly<Record<string, RecordingPart>> = { test: "testId", request: "request", answer: "response" };

function recordingOf(entry: JsonObject, path: JsonPath): Recording {
  const { answer, request, ...rest } = entry;
  const testId = stringOf(entry["test"]);
  const testIds = testId === undefined ? [] : [{ id: testId, path: [...path, "test"] }];
  const isStreaming = Array.isArray(answer);
  const bodyPath = [...path, "answer"];
  return {
    testId,
    testIdPath: testIds[0]?.path,
    testIds,
    request: isObject(request) ? requestOf(request, [...path, "request"]) : undefined,
    response: {
      isStreaming,
      streamFlag: isStreaming,
      body: answer,
      status: undefined,
      exception: undefined,
      ...{ path: bodyPath, bodyPath, streamFlagPath: bodyPath, statusPath: bodyPath, exceptionPath: bodyPath },
    },
    chunks: (isStreaming ? listOf(answer) : answer === undefined ? [] : [answer]).map((data, index): Chunk => {
      const chunkPath = isStreaming ? [...bodyPath, index] : bodyPath;
      return { index, type: undefined, data, enveloped: false, recorded: data, path: chunkPath, dataPath: chunkPath };
    }),
    parts: new Set(Object.entries(parts).flatMap(([name, part]) => (Object.hasOwn(entry, name) ? part : []))),
    requestFields: request,
    surroundings: { file: rest, response: {} },
    idPaths: [],
    partOf: ([, , name]) => (typeof name === "string" ? parts[name] : undefined),
  };
}

function requestOf(request: JsonObject, path: JsonPath): Recording["request"] {
  const url = stringOf(request["url"]) ?? "";
  const { body } = request;
  const model = stringOf(objectOf(body)["model"]);
  const endpoint = URL.canParse(url) ? new URL(url).pathname : url;
  const places = { path, bodyPath: [...path, "body"], addressPath: [...path, "url"] };
  return { kind: "inference", method: "POST", url, endpoint, model, body, ...places };
}
