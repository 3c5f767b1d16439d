/** A recorder for client libraries: a `fetch` that keeps HTTP responses as recordings of plain HTTP. */
import { readRecordingFile } from "../../server/src/formats/readDocument";
import type { RecordingInDocument } from "../../server/src/recording/recordingDocument";
import { pythonJson } from "./recordings";

export interface WireRecorder {
  /** Replaces the global `fetch`. */
  readonly fetch: typeof fetch;
  /** The recordings of all responses so far, in request order. */
  recordings(): Promise<RecordingInDocument[]>;
}

export function wireRecorder(): WireRecorder {
  const texts: Promise<string>[] = [];
  const realFetch = globalThis.fetch;
  const recordingFetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const payload = await request.clone().text();
    const response = await realFetch(request);
    texts.push(recordingOf(request, payload, response.clone()));
    return response;
  };
  const recordings = async () => (await Promise.all(texts)).map((text, at) => readRecordingFile(`${at}.json`, text));
  return { fetch: recordingFetch, recordings };
}

async function recordingOf({ url, method }: Request, payload: string, response: Response): Promise<string> {
  const text = await response.text();
  const kind = response.headers.get("content-type") ?? "";
  const lines = text.replace(/\n$/, "").split(/\r?\n/);
  const streaming = /event-stream|ndjson/.test(kind);
  return pythonJson({
    test_id: "tests/test_wire.py::test_wire",
    request: { test_id: "tests/test_wire.py::test_wire", url, method, payload: JSON.parse(payload) as unknown },
    response: streaming
      ? { body: lines, is_streaming: true }
      : { status: response.status, body: JSON.parse(text) as unknown, is_streaming: false },
    id_normalization_mapping: {},
  });
}
