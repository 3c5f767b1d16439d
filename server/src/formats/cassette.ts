/** What all formats of recorded HTTP share. Each format says how to detect its files, and where the parts of a call are. */
import { recordingOf, type Exchange } from "../recording/http/exchange";
import type { ReadRecording, RecordingFormat } from "../recording/format";
import { isObject, objectOf } from "../recording/json";
import { pointerOf, valueAt, type JsonPath } from "../recording/document";
import type { Problem } from "../recording/recording";
import { openBody } from "../source/embedded/bodies";
import { embeddedSource, type Embedded } from "../source/embedded/embeddedSource";
import type { embeddedText } from "../source/embedded/embeddedText";
import { listSource } from "../source/listSource";
import type { SourceText } from "../recording/sourceText";

/** The description of one format. */
export interface Cassette extends Pick<
  RecordingFormat,
  "id" | "title" | "detect" | "outline" | "naming" | "decodeInFile" | "isNamedByTest" | "listsIn"
> {
  /** Parses the text in the format's notation, with bodies unopened. */
  readonly source: (text: string) => SourceText;
  /** The root's field with the list of calls, if files are YAML: after a change they are then read entry by entry. */
  readonly list?: string;
  /** The calls in a file's value, in order, with bodies opened or not; undefined if it is not a file of this format. Never throws. */
  readonly exchangesOf: (value: unknown) => readonly Exchange[] | undefined;
  /** A sentence that says what is wrong with a value that has no calls. */
  readonly noneIn: (value: unknown) => string;
  /** The request hash in a file's name. */
  readonly hashOfName?: RecordingFormat["hashOfName"];
}

export function cassetteFormat(cassette: Cassette): RecordingFormat {
  const { source, list, exchangesOf, noneIn, hashOfName = () => undefined, ...traits } = cassette;
  const read = (text: string, open?: typeof embeddedText) =>
    embeddedSource(source(text), (value) => (exchangesOf(value) ?? []).flatMap((each) => openedIn(value, each, open)));
  return {
    ...traits,
    hashOfName,
    parse: (text, before) =>
      list === undefined || before === undefined ? read(text) : listSource(text, { name: list, read }, before),
    read(value) {
      if (value === undefined) return { recordings: [], problems: [] };
      const exchanges = exchangesOf(value);
      if (exchanges === undefined) return { recordings: [], problems: [{ path: [], part: "key", message: noneIn(value) }] };
      return { recordings: exchanges.map((exchange) => knownExchange(value, exchange)), problems: [] };
    },
    spellingDifferences: () => [],
  };
}

function openedIn(value: unknown, { request, response }: Exchange, open?: typeof embeddedText): readonly Embedded[] {
  return [request, response].flatMap((part) => {
    const { bodyPath: path, body, headers, isBase64 = false } = part;
    const opened = openBody({ path, value: body, headers, isBase64 }, open);
    return [...(opened === undefined ? [] : [opened]), ...textHeaders(value, [...part.path, "headers"])];
  });
}

/** Botocore writes headers as bytes. */
function textHeaders(value: unknown, path: JsonPath): readonly Embedded[] {
  const headers = objectOf(valueAt(value, path));
  const found: Embedded[] = [];
  const look = (each: unknown, ...at: JsonPath) => {
    if (each instanceof Uint8Array)
      found.push({ path: [...path, ...at], value: Buffer.from(each).toString("utf8"), text: undefined });
  };
  for (const name in headers) {
    const values = headers[name];
    if (Array.isArray(values)) for (let at = 0; at < values.length; at++) look(values[at], name, at);
    else look(values, name);
  }
  return found;
}

interface KnownExchange {
  readonly read: ReadRecording;
  readonly parts: readonly unknown[];
}

const knownExchanges = new WeakMap<object, KnownExchange>();

/** Returns the object of the file's previous version, if the parts of the call are the same at the same path. */
function knownExchange(value: unknown, exchange: Exchange): ReadRecording {
  const places = [exchange.path, exchange.request.path, exchange.response.path];
  const parts = places.map((place) => valueAt(value, place));
  const [whole] = parts;
  if (!isObject(whole)) return readExchange(value, exchange);
  const known = knownExchanges.get(whole);
  if (known && pointerOf(known.read.path) === pointerOf(exchange.path) && known.parts.every((part, at) => part === parts[at]))
    return known.read;
  const read = readExchange(value, exchange);
  knownExchanges.set(whole, { read, parts });
  return read;
}

function readExchange(value: unknown, exchange: Exchange): ReadRecording {
  const { path, request, response } = exchange;
  const parts = [["request", request.path] as const, ["response", response.path] as const];
  const missing = parts.filter(([, place]) => !isObject(valueAt(value, place)));
  const problems = missing.map(([name]): Problem => ({
    path,
    part: "key",
    message: `The recording has no ${name}, so replay cannot load the file.`,
  }));
  return { path, recording: missing.length === parts.length ? undefined : recordingOf(exchange), problems };
}
