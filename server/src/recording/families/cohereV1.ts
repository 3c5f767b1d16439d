/** Cohere's first chat API and its completions, whole or as JSON Lines; Bedrock's Command models send the same. */
import * as z from "zod/mini";
import { isObject, listOf, objectOf, stringOf, type JsonObject } from "../json";
import type { Chunk } from "../recording";
import { fields, type KnownFields } from "./also";
import { argumentsText } from "./arguments";
import type { CallPart, ChoicePart } from "./assembly";
import { cohereFailures, cohereUsage, knownUsage } from "./cohere";
import { declaredProblems, objectIn, readDeclared, type AnswerReader, type Spoken, type Told } from "./declared";
import { CallBuilder, type AnswerBuilder } from "./facts/builder";
import type { Family } from "./family";
import { unframed } from "./frames";

export const cohereV1: Family = {
  id: "cohere.v1",
  title: "Cohere answer",
  failureWords: cohereFailures,
  lacksEnd: "`is_finished` is never true",
  credentials: ["authorization: Bearer $CO_API_KEY"],
  endpoint: (path) => /\/v1\/(?:chat|generate)$/.test(path),
  recognises: (chunk) => {
    const { data } = unframed(chunk);
    if (typeof data === "string" && !/^(?:data: ?)?\{.*"is_finished":/s.test(data)) return false;
    return looksLikeOne(typeof data === "string" ? (objectIn(chunk) ?? {}) : objectOf(data));
  },
  validate: (chunk: Chunk) => declaredProblems(schema, chunk, "so a Cohere client cannot read the answer"),
  read: (recording, unsound) => readDeclared("cohere.v1", recording, unsound, new Reader(), knownOf),
};

function looksLikeOne(data: JsonObject): boolean {
  if (typeof data.is_finished === "boolean") return true;
  if (typeof data.text === "string" && typeof data.generation_id === "string") return true;
  return isObject(listOf(data.generations)[0]) && typeof objectOf(listOf(data.generations)[0]).text === "string";
}

const text = z.nullish(z.string());
const schema = z.object({
  ...{ text, event_type: text, finish_reason: text, is_finished: z.nullish(z.boolean()) },
  generations: z.nullish(z.array(z.object({ text: z.string(), finish_reason: text }))),
});

const generation: KnownFields = { ...fields("string", "text", "finish_reason"), ...fields(true, "id", "index") };
const called = fields(true, "name", "parameters");
const knownWhole: KnownFields = {
  ...fields("string", "text", "finish_reason", "prompt"),
  // The request's own messages, followed by the answer.
  ...fields(true, "id", "response_id", "generation_id", "chat_history", "citations", "documents", "search_results"),
  ...fields(true, "search_queries", "is_search_required"),
  generations: generation,
  tool_calls: called,
  meta: knownUsage,
};

/** The end of a stream repeats the answer; the pieces of a call are repeated by the call. */
function knownOf(data: JsonObject): KnownFields {
  const isEvent = typeof data.is_finished === "boolean" || typeof data.event_type === "string";
  if (!isEvent) return knownWhole;
  return {
    ...knownWhole,
    ...fields(true, "is_finished", "event_type", "tool_call_delta", "index", "amazon-bedrock-invocationMetrics"),
    response: knownWhole,
  };
}

class Reader implements AnswerReader {
  /** By choice. */
  readonly #said = new Set<number>();

  tell(said: Spoken, facts: AnswerBuilder): Told {
    const { data, chunk } = said;
    const isEvent = typeof data.is_finished === "boolean" || typeof data.event_type === "string";
    const whole = isEvent ? objectOf(data.response) : data;
    const usage = cohereUsage(whole.meta);
    const parts = isEvent ? this.#event(said, whole) : wholeParts(data);
    for (const part of parts) {
      const choice = facts.choice(part.choice);
      choice.seen(chunk, () => ({ path: said.at(), part: "key" }));
      if (part.content || part.calls) choice.content(chunk, "text", () => ({ path: said.at(), part: "key" }));
      for (const call of part.calls ?? []) tellCall(call, said, facts);
      choice.finished(part.finishReason, () => said.at("finish_reason"), chunk);
    }
    const error = data.finish_reason === "ERROR" ? stringOf(data.error) : undefined;
    const failed = error && {
      error: { type: null, message: error, status: null },
      what: `the answer ends with an error (${error})`,
      place: { path: said.at("error") },
    };
    return { parts, usage, ...(failed ? { failed } : {}) };
  }

  #event({ data }: Spoken, whole: JsonObject): ChoicePart[] {
    const choice = typeof data.index === "number" && Number.isInteger(data.index) ? data.index : 0;
    const parts = [...partsOf(choice, data, data.event_type !== "tool-calls-chunk")];
    if (data.is_finished !== true) {
      this.#said.add(choice);
      return parts.length > 0 ? parts : [{ choice }];
    }
    // If no event contained the answer, the end of the stream does.
    const late = this.#said.has(choice) ? [] : wholeParts(whole);
    return [...parts, ...late, { choice, finishReason: stringOf(data.finish_reason) ?? "finished" }];
  }
}

function wholeParts(data: JsonObject): ChoicePart[] {
  const generations = listOf(data.generations).filter(isObject);
  if (generations.length > 0) {
    return generations.map((each, choice) => ({
      choice,
      content: stringOf(each.text),
      finishReason: stringOf(each.finish_reason),
    }));
  }
  return [...partsOf(0, data, true), { choice: 0, finishReason: stringOf(data.finish_reason) }];
}

function partsOf(choice: number, data: JsonObject, hasText: boolean): ChoicePart[] {
  const calls = listOf(data.tool_calls).filter(isObject).map(callOf);
  const found = [...listOf(data.documents), ...listOf(data.search_results), ...listOf(data.search_queries)];
  const content = hasText ? stringOf(data.text) : undefined;
  return [
    ...(content === undefined ? [] : [{ choice, content }]),
    ...(calls.length === 0 ? [] : [{ choice, calls }]),
    ...(Array.isArray(data.citations) ? [{ choice, annotations: data.citations }] : []),
    ...(found.length === 0 ? [] : [{ choice, items: found.map((value) => ({ type: "search", value })) }]),
  ];
}

const callOf = ({ name, parameters }: JsonObject): CallPart => ({
  begins: true,
  name: stringOf(name),
  arguments: argumentsText(parameters),
});

/** Calls come whole and have no ids. */
function tellCall(call: CallPart, said: Spoken, facts: AnswerBuilder): void {
  const choice = facts.choice(0);
  const at = () => said.at("tool_calls");
  const builder = new CallBuilder({ path: at(), part: "key" }, said.chunk, choice.callCount, false);
  choice.call(choice.callCount, () => builder);
  builder.name(call.name, at, said.chunk);
  builder.piece(call.arguments, at, said.chunk);
}
