/** Replicate's predictions: the input, the status, and finally the output; their streams are plain text. */
import * as z from "zod/mini";
import { isObject, listOf, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import type { Chunk } from "../recording";
import { fields, usageFields, type KnownFields } from "./also";
import type { ChoicePart } from "./assembly";
import { declaredProblems, readDeclared, type AnswerReader, type Spoken, type Told } from "./declared";
import type { AnswerBuilder } from "./facts/builder";
import type { Family } from "./family";
import { sseEvents } from "./sse";

export const replicate: Family = {
  id: "replicate",
  title: "Replicate prediction",
  failureWords: { failed: "the prediction failed", canceled: "the prediction was cancelled" },
  readsAnyLine: true,
  credentials: ["authorization: Bearer $REPLICATE_API_TOKEN"],
  endpoint: (path) => /\/v1\/streams\/[^/]+$/.test(path),
  recognises,
  validate: (chunk) => declaredProblems(schema, chunk, "so a Replicate client cannot read the prediction"),
  read: (recording, unsound) => {
    const chunks = withEvents(recording.chunks);
    return readDeclared("replicate", { chunks, response: recording.response }, unsound, new Reader(), known);
  },
  describe: ({ chunks }) => `prediction ${stringOf(objectOf(chunks[0]?.data).status) ?? ""}`,
};

function recognises(chunk: Chunk): boolean {
  if (typeof chunk.data === "string") return /^event: ?output\r?\nid:/m.test(chunk.data);
  const { id, urls, status, input } = objectOf(chunk.data);
  return typeof id === "string" && typeof status === "string" && isObject(urls) && input !== undefined;
}

const schema = z.object({ id: z.string(), status: z.string() });
const known: KnownFields = {
  ...fields(true, "id", "version", "input", "logs", "status", "urls", "stream", "output", "error", "events", "data_removed"),
  ...fields(true, "created_at", "started_at", "completed_at", "source", "web", "deployment"),
  ...fields("string", "model"),
  metrics: usageFields("input_token_count", "output_token_count", "predict_time", "total_time"),
};

/** The chunks of a stream with the events in them in place of their text. */
function withEvents(chunks: readonly Chunk[]): readonly Chunk[] {
  const events = new Map<number, { event: string; data: string }[]>();
  for (const { chunk, event = "", data } of sseEvents(chunks)) {
    const ofChunk = events.get(chunk);
    if (ofChunk === undefined) events.set(chunk, [{ event, data }]);
    else ofChunk.push({ event, data });
  }
  return chunks.map((chunk) => {
    const told = events.get(chunk.index);
    const { index, type, enveloped, recorded, path, dataPath } = chunk;
    return told === undefined ? chunk : { index, type, enveloped, recorded, path, dataPath, data: { events: told } };
  });
}

const isUrl = (text: string): boolean => /^(?:https?:|data:)\S+$/.test(text);

class Reader implements AnswerReader {
  #hasEvents = false;
  #ended = false;

  tell(said: Spoken, facts: AnswerBuilder): Told {
    const { data, chunk } = said;
    const choice = facts.choice(0);
    choice.seen(chunk, () => ({ path: said.at() }));
    if (Array.isArray(data.events)) return this.#events(listOf(data.events).map(objectOf), said, facts);
    const { status, error, metrics } = data;
    if (typeof error === "string" && error !== "") {
      const place = { path: said.at("error") };
      return { failed: { error: { type: null, message: error, status: null }, what: `the prediction failed (${error})`, place } };
    }
    const isOver = status === "succeeded" || status === "failed" || status === "canceled";
    if (isOver) choice.finished(status, () => said.at("status"), chunk);
    const counts = objectOf(metrics);
    const [input, output] = [numberOf(counts.input_token_count), numberOf(counts.output_token_count)];
    const usage = input === undefined && output === undefined ? undefined : { input, output, aside: 0, total: undefined };
    const parts = isOver ? [...outputOf(data.output), { choice: 0, finishReason: status }] : outputOf(data.output);
    return { parts, model: stringOf(data.model), usage };
  }

  finish(last: Spoken, facts: AnswerBuilder): void {
    if (this.#hasEvents) facts.ending = { name: "done", came: this.#ended, last: { path: last.at(), chunk: last.chunk } };
  }

  #events(events: readonly JsonObject[], said: Spoken, facts: AnswerBuilder): Told {
    this.#hasEvents = true;
    const parts: ChoicePart[] = [];
    for (const { event, data } of events) {
      const text = stringOf(data) ?? "";
      if (event === "output") parts.push({ choice: 0, content: text });
      if (event === "done" || event === "error") this.#ended = true;
      if (event === "done") {
        facts.choice(0).finished("done", () => said.at(), said.chunk);
        parts.push({ choice: 0, finishReason: "done" });
      }
      if (event !== "error") continue;
      const what = `the stream ends with an error (${text})`;
      return { parts, failed: { error: { type: null, message: text, status: null }, what, place: { path: said.at() } } };
    }
    return { parts };
  }
}

/** Language models return a list of texts; URLs of images and objects are kept. */
function outputOf(output: unknown): ChoicePart[] {
  if (output === undefined || output === null) return [];
  const pieces = Array.isArray(output) ? listOf(output) : [output];
  const texts = pieces.filter((piece): piece is string => typeof piece === "string");
  if (texts.length < pieces.length || texts.some(isUrl)) {
    return [{ choice: 0, items: pieces.map((value) => ({ type: "output", value })) }];
  }
  return [{ choice: 0, content: texts.join("") }];
}
