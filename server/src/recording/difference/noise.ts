/** What differs between any two recordings of the same answer and means nothing: ids, fingerprints, padding, where a stream was cut. */
import type { JsonPath } from "../document";
import { isObject, listOf, type JsonObject } from "../json";
import type { Reassembled } from "../reassembled";
import type { Surroundings } from "../recording";
import type { RecordingInDocument } from "../recordingDocument";
import { fieldDifferences, isSame } from "./fields";

/** What noise there is, in words for a user: "chunk boundaries (12 chunks, then 9)". Meaning is not looked at. */
export function noiseBetween(before: RecordingInDocument, after: RecordingInDocument): readonly string[] {
  return [
    ...boundaries(before.reassembled, after.reassembled),
    ...otherIds(before.reassembled, after.reassembled),
    ...fieldNoise(before, after),
  ];
}

/** Whether a stream was cut at other places, whatever it says. */
export function boundariesDiffer({ streaming, notes }: Reassembled, after: Reassembled): boolean {
  if (!streaming || !after.streaming) return false;
  return notes.length !== after.notes.length || notes.some(({ adds }, index) => adds !== after.notes[index]?.adds);
}

function boundaries(before: Reassembled, after: Reassembled): readonly string[] {
  if (!boundariesDiffer(before, after)) return [];
  const counts = [before.notes.length, after.notes.length] as const;
  return [counts[0] === counts[1] ? "chunk boundaries" : `chunk boundaries (${counts[0]} chunks, then ${counts[1]})`];
}

function otherIds(before: Reassembled, after: Reassembled): readonly string[] {
  const ids = ({ choices }: Reassembled) => choices.flatMap(({ toolCalls }) => toolCalls.map(({ id }) => id?.value ?? null));
  return isSame(ids(before), ids(after)) ? [] : ["tool call ids"];
}

/** Names of fields that hold nothing anybody asserts on, and what they are called. */
const noisyFields: Readonly<Record<string, string>> = {
  id: "response ids",
  responseId: "response ids",
  response_id: "response ids",
  system_fingerprint: "fingerprints",
  obfuscation: "obfuscation",
  service_tier: "service tier",
  created: "times",
  created_at: "times",
  create_time: "times",
  total_duration: "durations",
  load_duration: "durations",
  prompt_eval_duration: "durations",
  eval_duration: "durations",
  sequence_number: "sequence numbers",
  prompt_filter_results: "content filter results",
  sdk_http_response: "HTTP headers",
};

/**
 * Of two equal answers, the fields that no part of them is made of, such as log probabilities or what only one provider sends: one phrase, or
 * none. `known` is the noise that was named already; the request is compared apart.
 */
export function otherFields(
  before: RecordingInDocument,
  after: RecordingInDocument,
  known: readonly string[],
): readonly string[] {
  const cutAlike = !boundariesDiffer(before.reassembled, after.reassembled);
  const differing = fieldDifferences(besideRequest(before, cutAlike), besideRequest(after, cutAlike));
  const names = [...new Set(differing.flatMap(({ path }) => nameIn(path) ?? []))];
  const isKnown = (name: string) => known.includes(noisyFields[name] ?? "");
  const others = names.filter((name) => !isKnown(name) && !meaningful.has(name));
  if (others.length === 0) return [];
  return [`other fields (${others.slice(0, mostNames).join(", ")}${others.length > mostNames ? " …" : ""})`];
}

const mostNames = 4;

/** Of a field anywhere in the response its own name, else that of the recording's part: the keys of a mapping say nothing. */
function nameIn(path: JsonPath): string | undefined {
  const names = path.filter((step) => typeof step === "string");
  return names[0] === "response" ? names.at(-1) : names[1];
}

/** Told as changes of the answer, where they change it. */
const meaningful = new Set(["content", "arguments"]);

function besideRequest({ recording }: RecordingInDocument, withBody: boolean): Surroundings | undefined {
  if (!withBody || recording === undefined) return recording?.surroundings;
  const { file, response } = recording.surroundings;
  return { file, response: { ...response, body: recording.response.body } };
}

function fieldNoise(before: RecordingInDocument, after: RecordingInDocument): readonly string[] {
  const [old, now] = [noisyValues(before), noisyValues(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return names.filter((name) => !isSame([...(old.get(name) ?? [])], [...(now.get(name) ?? [])]));
}

/** By the name of the noise: the different values of all chunks, as JSON. */
function noisyValues({ recording, reassembled }: RecordingInDocument): ReadonlyMap<string, ReadonlySet<string>> {
  const values = new Map<string, Set<string>>();
  // The id of a model is no response's.
  const noisy = Object.entries(noisyFields).filter(([field]) => field !== "id" || reassembled.data?.kind !== "models");
  for (const { data } of recording?.chunks ?? []) {
    if (!isObject(data)) continue;
    for (const [field, noise] of noisy) {
      const value = data[field];
      if (typeof value !== "string" && typeof value !== "number") continue;
      values.set(noise, (values.get(noise) ?? new Set()).add(String(value)));
    }
  }
  return values;
}

/** A value without the noise in it, at any depth. */
export function withoutNoise(value: unknown): unknown {
  if (Array.isArray(value)) return listOf(value).map((each) => withoutNoise(each));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(withoutOwnNoise(value)).map(([field, each]) => [field, withoutNoise(each)]));
}

/** A body without the noise in it; the same fields further in may mean something, such as the id of a document. */
export function withoutOwnNoise(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([field]) => !Object.hasOwn(noisyFields, field)));
}
