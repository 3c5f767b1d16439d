/** Reads the events of an OpenAI response once: what they add to the answer, where clients raise, and the facts that rules check. */
import type { JsonPath } from "../document";
import { isObject, listOf, objectOf, stringOf, type JsonObject } from "../json";
import type { ChunkNote, Disagreement, ProviderError, Usage } from "../reassembled";
import type { Chunk, Recording } from "../recording";
import { alsoSaid } from "./also";
import { Answer, bodyNote, errorOf, tokenUsage } from "./body";
import { AnswerBuilder } from "./facts/builder";
import { eventsOf, placeIn, type StreamEvent } from "./facts/events";
import { openaiUsage } from "./facts/usage";
import type { Reading } from "./family";
import { knownInResponse } from "./openaiResponsesAlso";
import { isKnownToNode } from "./openaiResponsesNode";
import { eventKinds, spokenFields } from "./openaiResponsesEvents";
import { afterEnd, changesAfterEnd, unknownToNode, withoutFinal, withoutOutput } from "./openaiResponsesUnlike";
import { ResponseOrder } from "./openaiResponsesOrder";
import { ResponseOutput } from "./openaiResponsesOutput";

/** Reads all events of a recording, or its only object. */
export function readResponse(recording: Recording, unsound?: ReadonlySet<number>): Reading {
  const reader = new ResponseReader(recording, unsound ?? new Set());
  for (const event of eventsOf(recording.chunks)) reader.take(event);
  return reader.build();
}

class ResponseReader {
  readonly #facts = new AnswerBuilder();
  readonly #order = new ResponseOrder(this.#facts);
  readonly #output = new ResponseOutput((said, field, before) => {
    if (!this.unsound.has(said.event.chunk)) this.#order.denied(said, field, before);
  });
  readonly #notes = new Map<number, ChunkNote>();
  readonly #events: StreamEvent[] = [];
  readonly #unlike: Disagreement[] = [];
  /** An event after the last one that ends the response. */
  #late: StreamEvent | undefined;
  #model: string | null = null;
  #usage: Usage | null = null;
  #error: ProviderError | null = null;
  #ended: StreamEvent | undefined;
  #last: StreamEvent | undefined;

  constructor(
    readonly recording: Recording,
    readonly unsound: ReadonlySet<number>,
  ) {}

  take(event: StreamEvent): void {
    this.#events.push(event);
    const { data, chunk, type } = event;
    const whole = data.object === "response" || (type === "" && Array.isArray(data.output));
    if (!this.unsound.has(chunk)) this.#judge(event, whole);
    const note = isObject(data.response)
      ? this.#response(event, data.response, ["response"])
      : whole
        ? this.#response(event, data, [])
        : this.#apply(event);
    this.#notes.set(chunk, note);
  }

  /** Collects the facts for rules. */
  #judge(event: StreamEvent, whole: boolean): void {
    const { type, chunk } = event;
    const choice = this.#facts.choice(0);
    this.#last = event;
    choice.seen(chunk, () => (whole ? { path: placeIn(event, "status") } : { path: event.path, part: "key" }));
    if (whole) return;
    if (failureIn(event) === undefined) this.#order.follow(event);
    // A failure is sent twice: as an error, and as the end of the response.
    const isSecond = this.#ended?.type === "error" && type === "response.failed";
    if (this.#ended !== undefined && !isSecond && type !== "keepalive")
      choice.content(chunk, type, () => ({ path: event.path, part: "key" }));
    this.#later(event);
    if (!isKnownToNode(event)) this.#unlike.push(unknownToNode(event));
  }

  /** openai-node uses events after the end, until one repeats the whole. */
  #later(event: StreamEvent): void {
    if (this.#ended === undefined || this.#ended.type === "error") return;
    if (changesAfterEnd(event.type)) this.#late ??= event;
    else if (event.type.endsWith(".done") && event.data.output_index === this.#late?.data.output_index) this.#late = undefined;
  }

  #apply(event: StreamEvent): ChunkNote {
    const { data, chunk, type } = event;
    const failure = failureIn(event);
    if (failure !== undefined) return this.#fail(event, failure.said, failure.within);
    const name = type.replace(/^response\./, "");
    const spoken = spokenFields.get(name);
    const delta = stringOf(data.delta);
    if (spoken !== undefined && delta !== undefined) this.#output.speak(chunk, spoken, delta);
    const kind = eventKinds.get(name);
    const note = kind?.apply(this.#output.at(data.output_index, kind.step === "added" ? objectOf(data.item) : undefined), event);
    return note ?? { kind: "other", adds: name };
  }

  /** An error event, or an object with `error`: both clients raise, and nothing after it is read. */
  #fail(event: StreamEvent, said: JsonObject, within: JsonPath): ChunkNote {
    const { chunk } = event;
    const type = stringOf(said.code) ?? stringOf(said.type) ?? null;
    const message = stringOf(said.message) ?? stringOf(event.data.error) ?? "";
    this.#error = { type, message, status: null };
    if (!this.unsound.has(chunk)) {
      const place = Object.hasOwn(said, "message") ? [...within, "message"] : within;
      this.#facts.failed(`the stream ends with an error (${message || "no message"})`, { path: placeIn(event, ...place) });
      this.#facts.choice(0).finished("error", () => placeIn(event, "type"), chunk);
      this.#end(event);
    }
    return { kind: "finish", adds: ["error", type].filter((part) => part !== null).join(" ") };
  }

  #end(event: StreamEvent): void {
    this.#late = undefined;
    if (event.ended) this.#ended ??= event;
  }

  /** A whole response: at the start, in between, or (with its finish reason) at the end. */
  #response(event: StreamEvent, response: JsonObject, within: JsonPath): ChunkNote {
    const { chunk, type } = event;
    const isEvent = within.length > 0;
    this.#model = stringOf(response.model) ?? this.#model;
    this.#usage = tokenUsage(response.usage, ["input_tokens", "output_tokens", "total_tokens"]) ?? this.#usage;
    const sound = !this.unsound.has(chunk);
    if (sound && isObject(response.usage))
      this.#facts.usage = openaiUsage(response.usage, () => placeIn(event, ...within, "usage"), chunk) ?? this.#facts.usage;
    const ends = isEvent ? endings.has(type) : isFinished(response);
    const finish = ends ? finishOf(response, type) : undefined;
    if (isObject(response.error)) this.#failedWith(event, response, within, sound);
    else if (sound && (isEvent ? type === "response.failed" : finish === "failed"))
      this.#tellFailure(event, "no message", [...within, "status"]);
    // An unfinished response lists its items as they were when it was written, which is outdated.
    const settles = ends || this.#output.isEmpty;
    const list = listOf(response.output);
    const added = settles ? this.#output.settle({ event, within: [...within, "output"], whole: ends }, list) : "";
    const going = isEvent ? type.replace("response.", "") : (stringOf(response.status) ?? "");
    if (!ends) return added === "" ? { kind: "other", adds: going } : { kind: "text", adds: added };
    if (sound) this.#finish(event, response, within);
    this.#output.finishReason = { value: finish ?? "", chunk };
    return added === "" ? { kind: "finish", adds: finish ?? "" } : { kind: "text", adds: added };
  }

  #finish(event: StreamEvent, response: JsonObject, within: JsonPath): void {
    const { chunk, type } = event;
    const choice = this.#facts.choice(0);
    const reason = reasonIn(response);
    const at =
      (...place: JsonPath) =>
      () =>
        placeIn(event, ...within, ...(reason === undefined ? place : [...reasonPath]));
    if (within.length === 0) choice.finished(reason ?? response.status, at("status"), chunk);
    else {
      const ended = reason === undefined ? () => placeIn(event, "type") : at();
      if (this.#ended?.type !== "error") choice.finished(reason ?? type, ended, chunk);
      this.#end(event);
      this.#unlisted(event, response.output);
      if (type === "response.incomplete") this.#unlike.push(withoutFinal(event));
    }
  }

  /** Items that were sent but are not listed at the end. Some servers never list any, so that clients waiting for the response get nothing. */
  #unlisted(event: StreamEvent, output: unknown): void {
    const items = this.#output.unlisted;
    const [first] = items;
    if (!Array.isArray(output) || first === undefined) return;
    if (output.length > 0) this.#order.unlisted(event, first);
    else this.#unlike.push(withoutOutput(event, items));
  }

  #failedWith(event: StreamEvent, response: JsonObject, within: JsonPath, sound: boolean): void {
    const error = objectOf(response.error);
    const message = stringOf(error.message) ?? "";
    this.#error = { type: stringOf(error.code) ?? stringOf(error.type) ?? null, message, status: null };
    if (sound)
      this.#tellFailure(event, message || "no message", [
        ...within,
        "error",
        ...(Object.hasOwn(error, "message") ? ["message"] : []),
      ]);
  }

  /** A failure is reported once, at its first event. */
  #tellFailure(event: StreamEvent, message: string, within: JsonPath): void {
    if (this.#ended === undefined) this.#facts.failed(`the response failed (${message})`, { path: placeIn(event, ...within) });
  }

  build(): Reading {
    const { chunks, response } = this.recording;
    const last = this.#last;
    if (last !== undefined && !isWhole(last)) {
      const place = { path: last.path, part: "key" as const, chunk: last.chunk };
      this.#facts.ending = { name: "response.completed", came: this.#ended !== undefined, last: place };
    }
    this.#output.tellDenied();
    this.#order.end();
    const known = {
      family: "openai.responses",
      streaming: response.isStreaming,
      model: this.#model,
      choices: this.#output.choices(),
      usage: this.#usage,
      error: errorOf(this.recording) ?? this.#error,
    };
    const notes = (): ChunkNote[] => chunks.map((chunk, index) => this.#notes.get(index) ?? restNote(chunk));
    const reassembled = new Answer(known, {
      notes,
      also: () => alsoSaid(this.#events, knownInResponse(known.choices[0])),
      disagreements: () => [...this.#unlike.slice(0, 1), ...(this.#late === undefined ? [] : [afterEnd(this.#late)])],
    });
    if (last === undefined && chunks.every(({ index }) => this.unsound.has(index))) return { reassembled, facts: undefined };
    const facts = this.#facts.build();
    const [choice] = facts.choices;
    return {
      reassembled,
      facts: choice === undefined ? facts : { ...facts, choices: [{ ...choice, calls: this.#output.calls() }] },
    };
  }
}

const isWhole = ({ data, type }: StreamEvent): boolean =>
  data.object === "response" || (type === "" && Array.isArray(data.output));

/** In a stream of text, the lines around an event's data add nothing. */
function restNote(chunk: Chunk): ChunkNote {
  return typeof chunk.data === "string" ? { kind: "empty", adds: "" } : bodyNote(chunk);
}

const endings = new Set(["response.completed", "response.failed", "response.incomplete"]);
const finished = ["completed", "failed", "incomplete", "cancelled"];

const reasonPath = ["incomplete_details", "reason"];
const reasonIn = ({ incomplete_details: details }: JsonObject): string | undefined => stringOf(objectOf(details).reason);

const isFinished = ({ status }: JsonObject): boolean => finished.includes(stringOf(status) ?? "");

/** `completed`, `failed`, `cancelled`, `incomplete: max_output_tokens`; if the response does not say it, the event's name. */
function finishOf(response: JsonObject, type: string): string {
  const status = stringOf(response.status) || type.replace("response.", "");
  const reason = reasonIn(response);
  return status === "incomplete" && reason !== undefined ? `incomplete: ${reason}` : status;
}

/** The failure in an event: OpenAI's servers nest it in `error`, their types have it in the event. */
function failureIn({ type, data }: StreamEvent): { readonly said: JsonObject; readonly within: JsonPath } | undefined {
  if (isObject(data.error)) return { said: data.error, within: ["error"] };
  if (typeof data.error === "string" && data.error !== "") return { said: {}, within: ["error"] };
  return type === "error" ? { said: data, within: [] } : undefined;
}
