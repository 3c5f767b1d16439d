/** The events of a stream that consists of events: one typed object per chunk, or lines of server-sent events. */
import type { JsonPath } from "../../document";
import { sseEvents } from "../sse";
import { isObject, stringOf, type JsonObject } from "../../json";
import type { Chunk } from "../../recording";

export interface StreamEvent {
  /** `type`, or `event_type`, or else the name on the `event:` line; "error" for a failure without a name, "" for anything else. */
  readonly type: string;
  readonly data: JsonObject;
  /** The event's data; within lines of text nothing has a place of its own, and the line stands for it. */
  readonly path: JsonPath;
  readonly chunk: number;
  /** A blank line ended it, or it needs none. */
  readonly ended: boolean;
  /** It stands in lines of text. */
  readonly inLines: boolean;
}

/** The place of something within an event's data. */
export function placeIn({ path, inLines }: StreamEvent, ...within: JsonPath): JsonPath {
  return inLines ? path : [...path, ...within];
}

/** All events in the order of their chunks, whichever way each is recorded. */
export function eventsOf(chunks: readonly Chunk[]): StreamEvent[] {
  const objects = chunks.flatMap(({ data, dataPath: path, index: chunk }) =>
    isObject(data) ? [{ type: typeOf(data) ?? unnamed(data), data, path, chunk, ended: true, inLines: false }] : [],
  );
  if (objects.length === chunks.length) return objects;
  const lines = linesAsEvents(chunks);
  return objects.length === 0 ? lines : [...objects, ...lines].sort((one, other) => one.chunk - other.chunk);
}

function linesAsEvents(chunks: readonly Chunk[]): StreamEvent[] {
  const places = new Map(chunks.map(({ index, path }) => [index, path]));
  const events = sseEvents(chunks);
  const separated = events.some(({ ended }) => ended);
  return events.flatMap(({ event, value, chunk, ended }) =>
    isObject(value)
      ? [
          {
            type: typeOf(value) ?? event ?? unnamed(value),
            data: value,
            path: places.get(chunk) ?? [],
            chunk,
            ended: ended || !separated,
            inLines: true,
          },
        ]
      : [],
  );
}

const unnamed = (data: JsonObject): string => (data.error === undefined || data.error === null ? "" : "error");
const typeOf = (data: JsonObject): string | undefined => stringOf(data.type) ?? stringOf(data.event_type);
