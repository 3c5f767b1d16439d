/** What all families share: the failure a recording holds, token counts, and bodies that nobody joins. */
import { compactJson, isObject, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import type { AlsoSaid, AnswerData, Choice, ChunkNote, Disagreement, ProviderError, Reassembled, Usage } from "../reassembled";
import type { Chunk, Recording } from "../recording";
import { errorOfBody, onlyError } from "./errorBody";

/** A response nothing is known about. */
export function noAnswer(family: string): Reassembled {
  return { family, streaming: false, model: null, choices: [], usage: null, error: null, disagreements: [], also: [], notes: [] };
}

/** What is known of an answer when its chunks are read. */
type Known = Pick<Reassembled, "family" | "streaming" | "model" | "choices" | "usage" | "error">;

/** What is made when somebody asks: most recordings are only counted and summed up. */
export interface Later {
  readonly notes: () => readonly ChunkNote[];
  readonly disagreements?: () => readonly Disagreement[];
  readonly also?: () => readonly AlsoSaid[];
  readonly data?: (() => AnswerData) | undefined;
}

/** A class, because object literals with getters, and copies of objects, take longer to make than all else in a small answer. */
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

/** The start of a value as JSON: long lists and texts are not written out to be cut off again. */
function startOfJson(value: unknown, length: number): string {
  const short = (key: string, each: unknown): unknown => {
    if (typeof each === "string") return each.slice(0, length);
    return Array.isArray(each) && each.length > length ? each.slice(0, length) : each;
  };
  return compactJson(value, length, short);
}

/** The model's name, where the object gives it one: an Azure stream begins with an empty name. */
export function modelOf({ model }: JsonObject): string | null {
  return stringOf(model) || null;
}

/** Token counts under the names for input, output and total; null where there are none. */
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

/** A recorded exception, or the error that came in place of an answer; null when the provider did not fail. */
export function errorOf(recording: Pick<Recording, "chunks" | "response">): ProviderError | null {
  const { exception, status } = recording.response;
  if (exception !== undefined) return exceptionError(exception.message, objectOf(exception.data));
  if (status !== undefined && status >= 400) return errorOfStatus(recording.chunks[0]?.data, status);
  const only = onlyError(recording);
  return only === undefined ? null : errorOfBody(only.data, status);
}

/** A plain text says it itself; a page in HTML says it to people. */
function errorOfStatus(data: unknown, status: number): ProviderError {
  const isPlain = typeof data === "string" && !/^\s*</.test(data);
  return isPlain ? { type: null, message: data.trim(), status } : errorOfBody(objectOf(data), status);
}

/** The provider's own words, where the client kept them, rather than the exception's text around them. */
function exceptionError(message: string, data: JsonObject): ProviderError {
  const body = objectOf(data.body);
  return {
    type: stringOf(data.type) ?? null,
    message: stringOf(body.message) ?? stringOf(objectOf(body.error).message) ?? (message || (stringOf(data.message) ?? "")),
    status: numberOf(data.status_code) ?? null,
  };
}
