/** Streams in the AI SDK's tests: one JSON chunk per line, without the request. */
import type { Exchange } from "../../recording/http/exchange";
import { callOf } from "../../recording/http/call";
import { isObject } from "../../recording/json";
import { Part, partsSource } from "../../source/parts";
import { cassetteFormat } from "../cassette";

export const chunkLines = cassetteFormat({
  id: "chunk-lines",
  title: "chunk fixture",
  detect: (path, head) => path.endsWith(".chunks.txt") && (head === "" || /^\uFEFF?\s*\{/.test(head)),
  source: (text) =>
    partsSource(text, () => ({ root: { request: {}, response: { body: new Part(0, text.length) } }, problem: undefined })),
  exchangesOf: (value) => (isObject(value) ? [streamOf(value)] : undefined),
  noneIn: () => "The file has no chunks.",
  outline: () => [{ path: [], test: undefined }],
});

function streamOf(value: unknown): Exchange {
  const call = callOf(value, []);
  return { ...call, response: { ...call.response, headers: { "content-type": ["application/x-ndjson"] } } };
}
