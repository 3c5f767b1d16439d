/** What all families share: recorded failures, token counts, and bodies that are not joined. */
import { compactJson, isObject, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import type { AlsoSaid, AnswerData, Choice, ChunkNote, Disagreement, ProviderError, Reassembled, Usage } from "../reassembled";
import type { Chunk, Recording } from "../recording";
import { errorOfBody, onlyError } from "./errorBody";

/** The answer of a response that nothing is known about. */
export function noAnswer(family: string): Reassembled {
  return { family, streaming: false, model: null, choices: [], usage: null, error: null, disagreements: [], also: [], notes: [] };
}

/** The parts of an answer that are known once its chunks are read. */
type Known = Pick<Reassembled, "family" | "streaming" | "model" | "choices" | "usage" | "error">;

/** The parts that are computed on demand, because most recordings are only counted and summarized. */
export interface Later {
  readonly notes: () => readonly ChunkNote[];
  readonly disagreements?: () => readonly Disagreement[];
  readonly also?: () => readonly AlsoSaid[];
  readonly data?: (() => AnswerData) | undefined;
}

/** A class, because creating object literals with getters, or copies of objects, takes longer than everything else in a small answer. */
export class Answer implements Reassembled {
  readonly family: string;
  readonly streaming: boolean;
  readonly model: string | null;
  readonly choices: readonly Choice[];
  readonly usage: Usage | null;
  readonly error: ProviderError | null;
  readonly #later: Later;
  #notes: readonly ChunkNote[] | undefined;
  #disagreements: readonly Disagreement[] | undefined;
  #also: readonly AlsoSaid[] | undefined;
  #data: AnswerData | undefined;

  constructor(known: Known, later: Later) {
    this.family = known.family;
    this.streaming = known.streaming;
    this.model = known.model;
    this.choices = known.choices;
    this.usage = known.usage;
    this.error = known.error;
    this.#later = later;
  }

  get notes(): readonly ChunkNote[] {
    return (this.#notes ??= this.#later.notes());
  }

  get disagreements(): readonly Disagreement[] {
    return (this.#disagreements ??= this.#later.disagreements?.() ?? []);
  }

  get also(): readonly AlsoSaid[] {
    return (this.#also ??= this.#later.also?.() ?? []);
  }

  get data(): AnswerData | undefined {
    return (this.#data ??= this.#later.data?.());
  }
}

/** A chunk that is shown as it is: the start of its JSON, or its line of text. */
export function bodyNote(chunk: Chunk): ChunkNote {
  const adds = typeof chunk.data === "string" ? chunk.data : startOfJson(chunk.data, 120);
  return { kind: adds === "" ? "empty" : "other", adds };
}

/** The start of a value as JSON, without writing out long lists and texts only to cut them. */
function startOfJson(value: unknown, length: number): string {
  const short = (key: string, each: unknown): unknown => {
    if (typeof each === "string") return each.slice(0, length);
    return Array.isArray(each) && each.length > length ? each.slice(0, length) : each;
  };
  return compactJson(value, length, short);
}

/** The model's name, if there is one: the first chunk of an Azure stream has an empty name. */
export function modelOf({ model }: JsonObject): string | null {
  return stringOf(model) || null;
}

/** Token counts by the given names for input, output and total; null if there are none. */
export function tokenUsage(
  value: unknown,
  names: readonly [input: string, output: string, total: string | undefined],
): Usage | null {
  if (!isObject(value)) return null;
  const [input, output, total] = names;
  const usage = { inputTokens: countIn(value, input), outputTokens: countIn(value, output), totalTokens: countIn(value, total) };
  return usage.inputTokens === null && usage.outputTokens === null && usage.totalTokens === null ? null : usage;
}

function countIn(value: JsonObject, name: string | undefined): number | null {
  return name === undefined ? null : (numberOf(value[name]) ?? null);
}

/** A recorded exception, or an error sent in place of an answer; null if the provider did not fail. */
export function errorOf(recording: Pick<Recording, "chunks" | "response">): ProviderError | null {
  const { exception, status } = recording.response;
  if (exception !== undefined) return exceptionError(exception.message, objectOf(exception.data));
  if (status !== undefined && status >= 400) return errorOfStatus(recording.chunks[0]?.data, status);
  const only = onlyError(recording);
  return only === undefined ? null : errorOfBody(only.data, status);
}

/** Plain text is the message; an HTML page is meant for people. */
function errorOfStatus(data: unknown, status: number): ProviderError {
  const isPlain = typeof data === "string" && !/^\s*</.test(data);
  return isPlain ? { type: null, message: data.trim(), status } : errorOfBody(objectOf(data), status);
}

/** The provider's own message, if the client kept it, instead of the exception's text around it. */
function exceptionError(message: string, data: JsonObject): ProviderError {
  const body = objectOf(data.body);
  return {
    type: stringOf(data.type) ?? null,
    message: stringOf(body.message) ?? stringOf(objectOf(body.error).message) ?? (message || (stringOf(data.message) ?? "")),
    status: numberOf(data.status_code) ?? null,
  };
}
