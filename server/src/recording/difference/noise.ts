/** What differs between any two recordings of the same answer and means nothing: ids, fingerprints, padding, where a stream was cut. */
import { isObject, listOf } from "../json";
import type { Reassembled } from "../reassembled";
import type { RecordingFile } from "../recordingFile";
import { isSame } from "./fields";

/** What noise there is, in words for a user: "chunk boundaries (12 chunks, then 9)". Meaning is not looked at. */
export function noiseBetween(before: RecordingFile, after: RecordingFile): readonly string[] {
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

function fieldNoise(before: RecordingFile, after: RecordingFile): readonly string[] {
  const [old, now] = [noisyValues(before), noisyValues(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return names.filter((name) => !isSame([...(old.get(name) ?? [])], [...(now.get(name) ?? [])]));
}

/** By the name of the noise: the different values of all chunks, as JSON. */
function noisyValues(file: RecordingFile): ReadonlyMap<string, ReadonlySet<string>> {
  const values = new Map<string, Set<string>>();
  for (const { data } of file.recording?.chunks ?? []) {
    if (!isObject(data)) continue;
    for (const [field, noise] of Object.entries(noisyFields)) {
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
  const kept = Object.entries(value).filter(([field]) => !Object.hasOwn(noisyFields, field));
  return Object.fromEntries(kept.map(([field, each]) => [field, withoutNoise(each)]));
}
