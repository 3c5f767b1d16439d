/** A recording as `show --format json` prints it: everything that the text output has, without provenance. */
import { readConversation } from "../features/streamView/conversation";
import { briefProblem } from "../features/briefProblem";
import type { Turn } from "../index/store/conversation";
import { isObject } from "../recording/json";
import { pointerOf } from "../recording/jsonPath";
import type { RecordedRequest } from "../recording/recording";
import type { Reassembled, Traced, TracedText } from "../recording/reassembled";
import { modelAsked } from "../recording/request";
import type { ShownRecording as ShownAsJson } from "./json/show";
import type { ShownRecording } from "./showText";
import { shortName } from "./neighbours";

/**
 * Absent parts are null and lists are empty; `data` is only there in families without choices; `index` is the recording's index in its file, from 0.
 * In `also`, `path` is a JSON pointer within the object that was sent, and `chunk` counts from 0.
 */
export function shownAsJson({ file, shown, turn }: ShownRecording): ShownAsJson {
  const { recording } = file;
  const { family, streaming, model, choices, data, also, notes, ...others } = allParts(file.reassembled);
  const { messages, tools, settings } = readConversation(recording?.request);
  return {
    file: shown,
    format: file.document.format.id,
    index: file.index,
    request: requestAsJson(recording?.request),
    testId: file.testId ?? null,
    requestHash: file.hash ?? null,
    family,
    streaming,
    model: model ?? modelAsked(recording?.request) ?? null,
    chunkCount: recording?.chunks.length ?? notes.length,
    choices: withoutChunks(choices),
    // The other properties of the answer.
    ...withoutChunks(others),
    also: also.map(({ path, value, chunk, times }) => ({ path: pointerOf(path), value, chunk, times })),
    ...(data === undefined ? {} : { data }),
    problem: briefProblem(file) ?? null,
    turn: turn === undefined ? null : turnAsJson(turn),
    messages: messages.map(({ images, ...message }) => (images ? { ...message, images: images.length } : message)),
    tools,
    settings,
  };
}

/** Method and URL; null if it was not an HTTP request. */
function requestAsJson(request: RecordedRequest | undefined) {
  return request?.kind === "inference" || request?.kind === "http" ? { method: request.method, url: request.url } : null;
}

function turnAsJson({ number, of, predecessors, successors }: Turn) {
  const numbered = (turns: readonly Turn[]) => turns.map((turn) => ({ number: turn.number, name: shortName(turn.recording.id) }));
  return { number, of, predecessors: numbered(predecessors), successors: numbered(successors) };
}

/** Lazy parts are getters on the prototype, so they are read by name. */
function allParts(answer: Reassembled): Reassembled {
  const prototype: unknown = Object.getPrototypeOf(answer);
  const made = isObject(prototype) && prototype !== Object.prototype ? Object.getOwnPropertyDescriptors(prototype) : {};
  const names = Object.keys(made).filter((name) => made[name]?.get !== undefined);
  return { ...answer, ...Object.fromEntries(names.map((name) => [name, answer[name as keyof Reassembled]])) };
}

type WithoutChunks<T> = T extends TracedText
  ? string
  : T extends Traced<infer Value>
    ? Exclude<keyof T, "chunk"> extends "value"
      ? Value
      : Omit<T, "chunk">
    : T extends object
      ? { readonly [Key in keyof T]: WithoutChunks<T[Key]> }
      : T;

/** Replaces traced texts and traced values by the plain text or value. */
function withoutChunks<T>(part: T): WithoutChunks<T>;
function withoutChunks(part: unknown): unknown {
  if (Array.isArray(part)) return part.map((each) => withoutChunks<unknown>(each));
  if (!isObject(part)) return part;
  if (typeof part.text === "string" && Array.isArray(part.pieces)) return part.text;
  if (part.chunk !== undefined && "value" in part) {
    const others = Object.entries(part).filter(([name]) => name !== "chunk");
    return others.length === 1 ? part.value : Object.fromEntries(others);
  }
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, withoutChunks(value)]));
}
