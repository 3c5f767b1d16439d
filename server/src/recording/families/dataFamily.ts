/** Families whose recordings hold no answer in words: what they hold is their `data`. */
import type * as z from "zod/mini";
import { isObject, shorten, type JsonObject } from "../json";
import type { AnswerData, Usage } from "../reassembled";
import type { Chunk, Recording } from "../recording";
import { schemaProblems } from "../schemaProblems";
import { Answer, bodyNote, errorOf, lastModel, lastUsage } from "./body";
import type { Family } from "./family";

/** What tells one such family from another. */
export interface DataFamily {
  readonly id: string;
  readonly title: string;
  readonly aside?: string;
  readonly mixesTypes?: boolean;
  readonly endpoint?: (path: string) => boolean;
  /** Fits the `__type__`. */
  readonly types?: RegExp;
  /** Fits a body that is an object, by its own fields. */
  readonly looks?: (data: JsonObject) => boolean;
  /** The least that a client needs of a body. */
  readonly schema: z.ZodMiniType;
  /** What the bodies hold; never an empty list of them. */
  readonly data: (bodies: readonly JsonObject[]) => AnswerData;
  readonly usage?: (body: JsonObject) => Usage | null;
  /** The data in a few words. */
  readonly describe: (bodies: readonly JsonObject[]) => string;
}

export function dataFamily(described: DataFamily): Family {
  const { id, title, aside, mixesTypes, endpoint, schema } = described;
  const recognises = (chunk: Chunk) => fits(described, chunk);
  return {
    id,
    title,
    aside,
    ...(mixesTypes === undefined ? {} : { mixesTypes }),
    ...(endpoint === undefined ? {} : { endpoint }),
    recognises,
    validate: (chunk) =>
      schemaProblems(schema, chunk.data, [], "so replay hands out its parts as plain data that a client cannot read"),
    reassemble: (recording) => reassemble(described, recording),
    describe: (recording) => shorten(described.describe(bodiesOf(described, recording)), 2000),
  };
}

function fits({ types, looks }: DataFamily, { type, data }: Chunk): boolean {
  if (type !== undefined && types?.test(type) === true) return true;
  return isObject(data) && looks?.(data) === true;
}

function bodiesOf(described: DataFamily, recording: Recording): JsonObject[] {
  return recording.chunks.filter((chunk) => fits(described, chunk)).flatMap(({ data }) => (isObject(data) ? [data] : []));
}

function reassemble(described: DataFamily, recording: Recording) {
  const bodies = bodiesOf(described, recording);
  const answer = {
    family: described.id,
    streaming: recording.response.isStreaming,
    model: lastModel(bodies, "model"),
    choices: [],
    usage: described.usage === undefined ? null : lastUsage(bodies, described.usage),
    error: errorOf(recording),
  };
  return new Answer(answer, {
    notes: () => recording.chunks.map((chunk) => noteFor(described, chunk)),
    data: bodies.length === 0 ? undefined : () => described.data(bodies),
  });
}

function noteFor(described: DataFamily, chunk: Chunk) {
  if (!isObject(chunk.data) || !fits(described, chunk)) return bodyNote(chunk);
  const adds = shorten(described.describe([chunk.data]), 200);
  return adds === "" ? bodyNote(chunk) : ({ kind: "other", adds } as const);
}
