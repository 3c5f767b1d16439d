/** What differs between any two recordings of the same answer without meaning anything: ids, fingerprints, padding, chunk boundaries. */
import type { JsonPath } from "../document";
import { isObject, listOf, type JsonObject } from "../json";
import type { Reassembled } from "../reassembled";
import type { Surroundings } from "../recording";
import type { RecordingInDocument } from "../recordingDocument";
import { fieldDifferences, isSame } from "./fields";

/** The noise, in words: "chunk boundaries (12 chunks, then 9)". Ignores differences in meaning. */
export function noiseBetween(before: RecordingInDocument, after: RecordingInDocument): readonly string[] {
  return [
    ...boundaries(before.reassembled, after.reassembled),
    ...otherIds(before.reassembled, after.reassembled),
    ...fieldNoise(before, after),
  ];
}

/** Whether a stream was cut at other places, whatever its content. */
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

/** Fields that nobody asserts on, and what they are called. */
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
 * For equal answers: the fields that are not part of them, such as log probabilities or a provider's extensions, as one phrase or none.
 * `known` is the noise that was named already; the request is compared separately.
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

/** The field's own name if it is in the response, otherwise the name of the recording's part, because keys of a mapping mean nothing. */
function nameIn(path: JsonPath): string | undefined {
  const names = path.filter((step) => typeof step === "string");
  return names[0] === "response" ? names.at(-1) : names[1];
}

/** If these change the answer, they are reported as changes of it. */
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

/** By name of the noise: the distinct values in all chunks, as JSON. */
function noisyValues({ recording, reassembled }: RecordingInDocument): ReadonlyMap<string, ReadonlySet<string>> {
  const values = new Map<string, Set<string>>();
  // A model's id is not a response id.
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

/** A value with noise removed at any depth. */
export function withoutNoise(value: unknown): unknown {
  if (Array.isArray(value)) return listOf(value).map((each) => withoutNoise(each));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(withoutOwnNoise(value)).map(([field, each]) => [field, withoutNoise(each)]));
}

/** A body with noise removed at the top level only: deeper fields of the same name may mean something, such as a document's id. */
export function withoutOwnNoise(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([field]) => !Object.hasOwn(noisyFields, field)));
}
