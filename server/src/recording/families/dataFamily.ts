/** Families whose recordings have no answer in words: their content is `data`. */
import type * as z from "zod/mini";
import { isObject, shorten, type JsonObject } from "../json";
import type { AnswerData, ChunkNote, ProviderError, Usage } from "../reassembled";
import type { Chunk, Recording } from "../recording";
import { fastValidate } from "../fastValidate";
import { schemaProblems } from "../schemaProblems";
import { alsoSaid, type Known } from "./also";
import { Answer, bodyNote, errorOf, modelOf } from "./body";
import { errorIn } from "./errorBody";
import { AnswerBuilder } from "./facts/builder";
import type { AnswerFacts } from "./facts/facts";
import type { Family } from "./family";

/** The description of such a family. */
export interface DataFamily {
  readonly id: string;
  readonly title: string;
  readonly aside?: string;
  readonly mixesTypes?: boolean;
  readonly endpoint?: (path: string) => boolean;
  /** Matches the `__type__`. */
  readonly types?: RegExp;
  /** Whether the fields of a body that is an object fit. */
  readonly looks?: (data: JsonObject) => boolean;
  /** The minimum that a client needs of a body. */
  readonly schema: z.ZodMiniType;
  /** Converts the bodies, of which there is at least one. */
  readonly data: (bodies: readonly JsonObject[]) => AnswerData;
  /** The fields that `data` and `usage` cover. */
  readonly known: Known;
  readonly usage?: (body: JsonObject) => Usage | null;
  /** The data in a few words. */
  readonly describe: (bodies: readonly JsonObject[]) => string;
}

export function dataFamily(described: DataFamily): Family {
  const { id, title, aside, mixesTypes, endpoint, schema } = described;
  const recognises = recogniserOf(described);
  const looksSound = fastValidate(schema);
  const bodiesOf = (recording: Recording): JsonObject[] => {
    const bodies: JsonObject[] = [];
    for (const chunk of recording.chunks) if (isObject(chunk.data) && recognises(chunk)) bodies.push(chunk.data);
    return bodies;
  };
  const noteFor = (chunk: Chunk): ChunkNote => {
    const adds = isObject(chunk.data) && recognises(chunk) ? shorten(described.describe([chunk.data]), 200) : "";
    return adds === "" ? bodyNote(chunk) : { kind: "other", adds };
  };
  return {
    id,
    title,
    aside,
    ...(mixesTypes === undefined ? {} : { mixesTypes }),
    ...(endpoint === undefined ? {} : { endpoint }),
    recognises,
    isSound: ({ data }) => looksSound(data),
    validate: (chunk) =>
      schemaProblems(schema, chunk.data, [], "so replay returns its parts as plain data that a client cannot read"),
    validateSent: (chunk) => schemaProblems(schema, chunk.data, [], "so a client cannot read it"),
    read: (recording) => ({
      reassembled: reassemble(described, recording, bodiesOf(recording), noteFor),
      facts: failureIn(recording),
    }),
    describe: (recording) => shorten(described.describe(bodiesOf(recording)), 2000),
  };
}

/** Caches by type, because a list of models has hundreds of chunks with the same one. */
function recogniserOf({ types, looks }: DataFamily): (chunk: Chunk) => boolean {
  let last = { type: "", fits: false };
  return ({ type, data }) => {
    if (type !== undefined && types !== undefined) {
      if (type !== last.type) last = { type, fits: types.test(type) };
      if (last.fits) return true;
    }
    return looks !== undefined && isObject(data) && looks(data);
  };
}

function reassemble(
  { id, usage, data, known }: DataFamily,
  recording: Recording,
  bodies: readonly JsonObject[],
  noteFor: (chunk: Chunk) => ChunkNote,
) {
  const answer = {
    family: id,
    streaming: recording.response.isStreaming,
    model: lastOf(bodies, modelOf),
    choices: [],
    usage: usage === undefined ? null : lastOf(bodies, usage),
    error: errorOf(recording) ?? failureOf(recording),
  };
  return new Answer(answer, {
    notes: () => recording.chunks.map(noteFor),
    data: bodies.length === 0 ? undefined : () => data(bodies),
    also: () =>
      alsoSaid(
        recording.chunks.map((chunk) => ({ data: chunk.data, chunk: chunk.index })),
        known,
      ),
  });
}

/** A failure reported in a body: an interrupted download, a tool that failed. */
function failureIn({ chunks }: Recording): AnswerFacts | undefined {
  const facts = new AnswerBuilder();
  let failed = false;
  for (const { data, dataPath } of chunks) {
    if (!isObject(data)) continue;
    for (const name of ["error", "error_message"]) {
      const error = data[name] === "" ? undefined : errorIn(data[name]);
      if (error === undefined) continue;
      facts.failed(error.message || "no message", { path: [...dataPath, name] });
      failed = true;
    }
  }
  return failed ? facts.build() : undefined;
}

/** An error in a later object in place of data; a tool's own `error_message` is part of its result. */
function failureOf({ chunks }: Recording): ProviderError | null {
  for (const { data } of chunks) {
    const error = isObject(data) && data.error !== "" ? errorIn(data.error) : undefined;
    if (error !== undefined) return error;
  }
  return null;
}

function lastOf<T>(bodies: readonly JsonObject[], of: (body: JsonObject) => T | null): T | null {
  for (let at = bodies.length - 1; at >= 0; at--) {
    const body = bodies[at];
    const told = body === undefined ? null : of(body);
    if (told !== null) return told;
  }
  return null;
}
