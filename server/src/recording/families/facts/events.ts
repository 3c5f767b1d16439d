/** The events of a stream: one typed object per chunk, or lines of server-sent events. */
import type { JsonPath } from "../../document";
import { sseEvents } from "../sse";
import { isObject, stringOf, type JsonObject } from "../../json";
import type { Chunk } from "../../recording";

export interface StreamEvent {
  /** `type`, or `event_type`, or else the name in the `event:` line; "error" for a failure without a name, "" for anything else. */
  readonly type: string;
  readonly data: JsonObject;
  /** The path of the event's data; in lines of text, of the chunk with which it is complete. */
  readonly path: JsonPath;
  readonly chunk: number;
  /** A blank line ended it, or it needs none. */
  readonly ended: boolean;
  /** Values in the data have places of their own. */
  readonly hasPlaces: boolean;
}

/** The place of a value within an event's data. */
export function placeIn({ path, hasPlaces }: StreamEvent, ...within: JsonPath): JsonPath {
  return hasPlaces ? [...path, ...within] : path;
}

/** All events in chunk order, in either form. */
export function eventsOf(chunks: readonly Chunk[]): StreamEvent[] {
  const objects = chunks.flatMap(({ data, dataPath: path, index: chunk }) =>
    isObject(data) ? [{ type: typeOf(data) ?? unnamed(data), data, path, chunk, ended: true, hasPlaces: true }] : [],
  );
  if (objects.length === chunks.length) return objects;
  const lines = linesAsEvents(chunks);
  return objects.length === 0 ? lines : [...objects, ...lines].sort((one, other) => one.chunk - other.chunk);
}

function linesAsEvents(chunks: readonly Chunk[]): StreamEvent[] {
  const holders = new Map(chunks.map((chunk) => [chunk.index, chunk]));
  const events = sseEvents(chunks);
  const separated = events.some(({ ended }) => ended);
  return events.flatMap(({ event, value, chunk, ended, isLine }) =>
    isObject(value)
      ? [
          {
            type: typeOf(value) ?? event ?? unnamed(value),
            data: value,
            path: holders.get(chunk)?.path ?? [],
            chunk,
            ended: ended || !separated,
            hasPlaces: isLine && holders.get(chunk)?.within === undefined,
          },
        ]
      : [],
  );
}

const unnamed = (data: JsonObject): string => (data.error === undefined || data.error === null ? "" : "error");
const typeOf = (data: JsonObject): string | undefined => stringOf(data.type) ?? stringOf(data.event_type);
