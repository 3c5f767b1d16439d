/** Files of recorded HTTP: what their formats do alike. Each says how its files are told and where the parts of a call stand. */
import { recordingOf, type Exchange } from "../recording/http/exchange";
import type { ReadRecording, RecordingFormat } from "../recording/format";
import { isObject } from "../recording/json";
import { valueAt, type JsonPath } from "../recording/document";
import type { Problem } from "../recording/recording";
import { openBody } from "../source/embedded/bodies";
import { embeddedSource, type Embedded } from "../source/embedded/embeddedSource";
import type { SourceText } from "../source/sourceText";

/** What one format says of its files. */
export interface Cassette extends Pick<
  RecordingFormat,
  "id" | "title" | "detect" | "outline" | "naming" | "decodeInFile" | "isNamedByTest" | "listsIn"
> {
  /** The text in its notation, bodies closed. */
  readonly source: (text: string) => SourceText;
  /** The calls in a file's value, in their order, their bodies opened or not; undefined for a value that is no such file. Never throws. */
  readonly exchangesOf: (value: unknown) => readonly Exchange[] | undefined;
  /** Says of such a value what is wrong with it, as a sentence. */
  readonly noneIn: (value: unknown) => string;
  /** What a file's name tells of its request. */
  readonly hashOfName?: RecordingFormat["hashOfName"];
}

export function cassetteFormat(cassette: Cassette): RecordingFormat {
  const { source, exchangesOf, noneIn, hashOfName = () => undefined, ...traits } = cassette;
  return {
    ...traits,
    hashOfName,
    parse: (text) => embeddedSource(source(text), (value) => (exchangesOf(value) ?? []).flatMap((each) => openedIn(value, each))),
    read(value) {
      if (value === undefined) return { recordings: [], problems: [] };
      const exchanges = exchangesOf(value);
      if (exchanges === undefined) return { recordings: [], problems: [{ path: [], part: "key", message: noneIn(value) }] };
      return { recordings: exchanges.map((exchange) => readExchange(value, exchange)), problems: [] };
    },
    asReplayed: (value) => value,
    spellingDifferences: () => [],
  };
}

function openedIn(value: unknown, { request, response }: Exchange): readonly Embedded[] {
  return [request, response].flatMap((part) => {
    const opened = openBody({ path: part.bodyPath, value: part.body, headers: part.headers, isBase64: part.isBase64 === true });
    return [...(opened === undefined ? [] : [opened]), ...textHeaders(value, [...part.path, "headers"])];
  });
}

/** Botocore hands out its headers as bytes. */
function textHeaders(value: unknown, path: JsonPath): readonly Embedded[] {
  const headers = valueAt(value, path);
  if (!isObject(headers)) return [];
  return Object.entries(headers).flatMap(([name, values]) => {
    const places = Array.isArray(values)
      ? values.map((each: unknown, at) => [each, [...path, name, at]] as const)
      : [[values, [...path, name]] as const];
    return places.flatMap(([each, at]) =>
      each instanceof Uint8Array ? [{ path: at, value: Buffer.from(each).toString("utf8"), text: undefined }] : [],
    );
  });
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
