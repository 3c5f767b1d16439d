/** The chunks of OpenAI's two completion APIs, recorded as objects or as lines of server-sent events. */
import { isObject, listOf, objectOf, type JsonObject } from "../json";
import type { JsonPath } from "../jsonPath";
import { lazy } from "../lazy";
import type { AlsoSaid, ChunkNote, Disagreement, ProviderError, Usage } from "../reassembled";
import type { Chunk, Recording } from "../recording";
import { alsoSaid, fields, type KnownFields } from "./also";
import { Joiner, noteOf, type ChoicePart } from "./assembly";
import { Answer, bodyNote, errorOf, modelOf, tokenUsage } from "./body";
import { spokenIn, type Spoken } from "./declared";
import { errorField, errorFields, errorIn, isErrorObject } from "./errorBody";
import { CompletionFacts } from "./facts/openaiChat";
import type { Reading } from "./family";

/** What differs between the two. */
export interface Dialect {
  readonly family: string;
  /** Whether an object with this `__type__` is of the family. */
  readonly fits: (type: string | undefined, data: JsonObject) => boolean;
  /** What one choice of an object adds; `position` is its index in the object. */
  readonly partOf: (choice: JsonObject, position: number) => ChoicePart;
  /** A choice starts with a role. */
  readonly hasRoles: boolean;
  /** The fields that are read or are bookkeeping. */
  readonly known: KnownFields;
  readonly disagreements: (told: ByChunk) => readonly Disagreement[];
}

/** Reads the chunks once, for the answer and for its facts. */
export function readCompletion(dialect: Dialect, recording: Recording, unsound?: ReadonlySet<number>): Reading {
  const { chunks, response } = recording;
  const [said, others]: [Spoken[], Spoken[]] = [[], []];
  const joiner = new Joiner();
  const facts = new CompletionFacts(response.isStreaming, dialect.hasRoles);
  let error: ProviderError | undefined;
  for (const each of spokenIn(chunks)) {
    const chunk = chunks[each.chunk];
    if (chunk === undefined) continue;
    const failure = failureIn(each.data);
    error = failure?.error ?? error;
    const isLine = typeof chunk.data === "string";
    const ofChunk = unsound?.has(each.chunk) === true ? undefined : facts;
    if (failure !== undefined) ofChunk?.failed(failure.error, failure.path, each);
    const type = isLine ? undefined : chunk.type;
    if (!dialect.fits(type, each.data) && !(type === undefined && isNameless(each.data))) {
      others.push(each);
      continue;
    }
    said.push(each);
    ofChunk?.counted(each.data.usage, each);
    if (Array.isArray(each.data.choices)) readChoices(each.data.choices, each, dialect, joiner, ofChunk);
  }
  const answer = {
    family: dialect.family,
    streaming: response.isStreaming,
    model: lastTold(said, modelOf),
    choices: joiner.build(),
    usage: lastTold(said, usageOf),
    error: errorOf(recording) ?? error ?? null,
  };
  const told = lazy(() => byChunk(chunks, said, dialect));
  const reassembled = new Answer(answer, {
    notes: () => notesOf(chunks, told()),
    disagreements: () => (response.isStreaming ? dialect.disagreements(told()) : []),
    also: () => inOrder([...alsoSaid(said, knownOf(dialect.known)), ...alsoSaid(others, knownOfOthers)]),
  });
  return { reassembled, facts: chunks.length > (unsound?.size ?? 0) ? facts.build() : undefined };
}

function readChoices(
  choices: readonly unknown[],
  said: Spoken,
  { partOf }: Dialect,
  joiner: Joiner,
  facts: CompletionFacts | undefined,
): void {
  let position = 0;
  for (let at = 0; at < choices.length; at++) {
    const choice = choices[at];
    if (!isObject(choice)) continue;
    joiner.add(said.chunk, partOf(choice, position++));
    facts?.choice(choice, at, said);
  }
}

/**
 * The last value that an object has: model names change, and providers repeat growing counts. If a chunk has several objects, only its last is asked.
 */
function lastTold<T>(said: readonly Spoken[], of: (data: JsonObject) => T | null): T | null {
  for (let at = said.length - 1; at >= 0; at--) {
    const each = said[at];
    const told = each === undefined || each.chunk === said[at + 1]?.chunk ? null : of(each.data);
    if (told !== null) return told;
  }
  return null;
}

/** The content of each chunk, and what it adds. */
export interface ByChunk {
  /** undefined for a chunk of another family, and for a line without an object. */
  readonly read: readonly (JsonObject | undefined)[];
  readonly parts: readonly (readonly ChoicePart[])[];
}

function byChunk(chunks: readonly Chunk[], said: readonly Spoken[], { partOf }: Dialect): ByChunk {
  const read: (JsonObject | undefined)[] = chunks.map(() => undefined);
  const parts: ChoicePart[][] = chunks.map(() => []);
  for (const { data, chunk } of said) {
    read[chunk] = data;
    for (const part of listOf(data.choices).filter(isObject).map(partOf)) parts[chunk]?.push(part);
  }
  return { read, parts };
}

/** An object without a type that has empty choices, or only usage, as Azure's filter results do. */
const isNameless = ({ object, choices, usage }: JsonObject): boolean =>
  (object ?? "") === "" && (Array.isArray(choices) || isObject(usage));

/** A failure reported in an object in place of a piece of the answer, and its path. */
export function failureIn(data: JsonObject): { readonly error: ProviderError; readonly path: JsonPath } | undefined {
  const { error, choices, base_resp: status } = data;
  if (isObject(error) || (typeof error === "string" && error !== "")) return failedBy(error, "error");
  if (isErrorObject(data)) return failedBy(data, "message");
  // OpenRouter: one of several providers failed.
  const failed = Array.isArray(choices) ? choices.findIndex((choice) => isObject(choice) && isObject(choice.error)) : -1;
  if (failed >= 0) return failedBy(objectOf(listOf(choices)[failed]).error, "choices", failed, "error");
  // MiniMax: a status and no choices.
  const { status_code: code, status_msg: message } = objectOf(status);
  return code && !Array.isArray(choices) ? failedBy({ code, message }, "base_resp") : undefined;
}

function failedBy(said: unknown, ...path: JsonPath) {
  const error = errorIn(said);
  return error === undefined ? undefined : { error, path };
}

const inOrder = (also: readonly AlsoSaid[]) => [...also].sort((one, other) => one.chunk - other.chunk);

/** The known fields of other objects: the failure that they report. */
const knownOfOthers = (data: JsonObject): KnownFields => ({ ...fields(true, "object"), ...errorField(data) });

/** The known fields of an object; for an error as older vLLM servers send it, its own fields. */
const knownOf =
  (known: KnownFields) =>
  (data: JsonObject): KnownFields => {
    if (isErrorObject(data)) return { ...fields(true, "object"), ...errorFields(data) };
    return data.error ? { ...known, ...errorField(data) } : known;
  };

/** Whether a line of server-sent events contains an object of this type. */
export function isLineOf(line: string, object: string): boolean {
  return line.startsWith("data:") && (line.includes(`"object":"${object}"`) || line.includes(`"object": "${object}"`));
}

function usageOf(data: JsonObject): Usage | null {
  return tokenUsage(data.usage, ["prompt_tokens", "completion_tokens", "total_tokens"]);
}

function notesOf(chunks: readonly Chunk[], { read, parts }: ByChunk): ChunkNote[] {
  return chunks.map((chunk, index) => noteFor(chunk, read[index], parts[index] ?? []));
}

/** What a chunk adds; if it adds nothing to the answer, its usage or role. */
function noteFor(chunk: Chunk, data: JsonObject | undefined, parts: readonly ChoicePart[]): ChunkNote {
  // Lines around the data of server-sent events add nothing.
  if (data === undefined) return typeof chunk.data === "string" ? { kind: "empty", adds: "" } : bodyNote(chunk);
  const note = noteOf(parts);
  if (note !== undefined && note.kind !== "role") return note;
  const usage = usageOf(data);
  if (usage !== null) return { kind: "usage", adds: `${usage.inputTokens ?? "?"} in, ${usage.outputTokens ?? "?"} out` };
  return note ?? { kind: "empty", adds: "" };
}
