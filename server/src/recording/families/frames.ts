/** Frames of Amazon's event streams, as formats pass them on: `{ headers, payload }`. Their content is read as if it came without a frame. */
import { isObject, objectOf, stringOf, type JsonObject } from "../json";
import type { JsonPath } from "../jsonPath";
import type { Chunk, Problem } from "../recording";
import { jsonOf } from "./sse";

interface Frame {
  /** The frame's content: its event, the model's own object in base64, or an error. */
  readonly data: JsonObject;
  /** The name of its event; undefined if the object has a type of its own. */
  readonly event: string | undefined;
  /** The path of `data` in the frame; undefined if it has none there. */
  readonly within: JsonPath | undefined;
}

/** undefined if it is not a frame, or cannot be read. */
export function frameIn(data: unknown): Frame | undefined {
  if (!isObject(data) || !isObject(data.headers) || !Object.hasOwn(data, "payload")) return undefined;
  const { headers, payload } = data;
  const failed = failureIn(headers, payload);
  if (failed !== undefined) return { data: failed, event: undefined, within: undefined };
  const event = stringOf(headers[":event-type"]);
  if (event === undefined || !isObject(payload)) return undefined;
  if (typeof payload.bytes !== "string") return { data: payload, event, within: ["payload"] };
  const text = Buffer.from(payload.bytes, "base64").toString("utf8");
  const own = jsonOf(text);
  if (isObject(own)) return { data: own, event: undefined, within: undefined };
  return { data: { ...payload, bytes: text }, event, within: ["payload"] };
}

/** In the form of errors that families recognize. */
function failureIn(headers: JsonObject, payload: unknown): JsonObject | undefined {
  const kind = stringOf(headers[":exception-type"]) ?? stringOf(headers[":error-code"]);
  if (kind === undefined) return undefined;
  const said = objectOf(payload);
  const message =
    stringOf(headers[":error-message"]) ?? stringOf(said.message) ?? stringOf(said.Message) ?? stringOf(payload) ?? "";
  return { type: "error", error: { type: kind, message } };
}

/** What is wrong with the bytes of a frame, and the consequence for a client; undefined for a sound frame, and for other chunks. */
export function frameProblem({ data, path }: Chunk): Problem | undefined {
  if (!isObject(data) || !isObject(data.headers) || typeof data.problem !== "string") return undefined;
  const { problem } = data;
  const follows = problem.startsWith("is cut off") ? "clients never see it" : "clients fail on it";
  return { path, message: `This frame of the event stream ${problem}, so ${follows}.` };
}

const read = new WeakMap<Chunk, Chunk>();

/** A chunk with the frame's content as its data; other chunks are returned unchanged. Computed once. */
export function unframed(chunk: Chunk): Chunk {
  if (chunk.type !== undefined || !isObject(chunk.data) || !Object.hasOwn(chunk.data, "headers")) return chunk;
  const known = read.get(chunk);
  if (known !== undefined) return known;
  const made = withoutFrame(chunk);
  read.set(chunk, made);
  return made;
}

function withoutFrame(chunk: Chunk): Chunk {
  const frame = frameIn(chunk.data);
  if (frame === undefined) return chunk;
  const { index, recorded, path, dataPath } = chunk;
  const { data, event, within = [] } = frame;
  const own = { index, type: undefined, enveloped: false, recorded, path, dataPath: [...dataPath, ...within] };
  return { ...own, data: event === undefined ? data : { [event]: data } };
}
