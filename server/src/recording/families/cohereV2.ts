/** Cohere's chat, second version: a message, or the events that build it. */
import * as z from "zod/mini";
import { isObject, listOf, objectOf, stringOf, type JsonObject } from "../json";
import type { Chunk } from "../recording";
import { fields, type KnownFields } from "./also";
import type { ChoicePart } from "./assembly";
import { cohereFailures, cohereUsage, knownUsage } from "./cohere";
import { declaredProblems, objectIn, readDeclared, type AnswerReader, type Spoken, type Told } from "./declared";
import { CallBuilder, type AnswerBuilder } from "./facts/builder";
import type { Family } from "./family";
import { unframed } from "./frames";

export const cohereV2: Family = {
  id: "cohere.v2",
  title: "Cohere chat",
  failureWords: cohereFailures,
  endsWithReason: true,
  finishWithoutCalls: "COMPLETE",
  mixesTypes: true,
  credentials: ["authorization: Bearer $CO_API_KEY"],
  endpoint: (path) => path.endsWith("/v2/chat"),
  recognises,
  validate: (chunk) => {
    const schema = Object.hasOwn(objectIn(chunk) ?? {}, "type") ? eventSchema : wholeSchema;
    return declaredProblems(schema, chunk, "so a Cohere client cannot read the answer");
  },
  read: (recording, unsound) => readDeclared("cohere.v2", recording, unsound, new Reader(), known),
};

const names =
  "message-(?:start|end)|content-(?:start|delta|end)|tool-plan-delta|tool-call-(?:start|delta|end)|citation-(?:start|end)";
const eventName = new RegExp(`^(?:${names})$`);
const eventLine = new RegExp(`^(?:event: ?|data: ?\\{[^\\n]*?"type": ?")(?:${names})(?:"|$)`, "m");

function recognises(chunk: Chunk): boolean {
  const { data } = unframed(chunk);
  if (typeof data === "string") return eventLine.test(data);
  if (!isObject(data)) return false;
  if (typeof data.type === "string" && eventName.test(data.type)) return true;
  return isObject(data.message) && typeof data.finish_reason === "string" && data.choices === undefined;
}

const message = z.object({ role: z.nullish(z.string()), content: z.nullish(z.array(z.object({}))) });
const wholeSchema = z.object({ message, finish_reason: z.string() });
const eventSchema = z.object({ type: z.string(), index: z.nullish(z.int()), delta: z.nullish(z.object({})) });

const called: KnownFields = {
  ...fields("string", "id", "type"),
  function: fields("string", "name", "arguments"),
};
const part: KnownFields = { ...fields("string", "type", "text", "thinking") };
const knownMessage: KnownFields = {
  ...fields("string", "role", "tool_plan"),
  tool_calls: called,
  content: part,
  citations: true,
};
const known: KnownFields = {
  ...fields(true, "type", "id", "index"),
  ...fields("string", "finish_reason"),
  message: knownMessage,
  usage: knownUsage,
  delta: { message: knownMessage, ...fields("string", "finish_reason", "error", "error_type"), usage: knownUsage },
};

class Reader implements AnswerReader {
  readonly #calls = new Map<unknown, { readonly index: number; readonly facts: CallBuilder }>();
  #ended = false;
  #hasEvents = false;

  tell(said: Spoken, facts: AnswerBuilder): Told {
    const { data, chunk } = said;
    const choice = facts.choice(0);
    choice.seen(chunk, () => ({ path: said.at(), part: "key" }));
    const isEvent = typeof data.type === "string";
    this.#hasEvents ||= isEvent;
    const delta = isEvent ? objectOf(data.delta) : data;
    const steps = isEvent ? ["delta"] : [];
    const message = objectOf(delta.message);
    const calls = listOf(isObject(message.tool_calls) ? [message.tool_calls] : message.tool_calls).filter(isObject);
    const parts = [...spoken(message), ...calls.map((call, at) => this.#call(call, isEvent ? data.index : at, said, facts))];
    if (parts.length > 0 && data.type !== "message-start") {
      choice.content(chunk, stringOf(data.type) ?? "message", () => ({ path: said.at(), part: "key" }));
    }
    if (data.type === "message-end") this.#ended = true;
    choice.finished(delta.finish_reason, () => said.at(...steps, "finish_reason"), chunk);
    const finishReason = stringOf(delta.finish_reason);
    const error = stringOf(delta.error);
    const failed = error && {
      error: { type: stringOf(delta.error_type) ?? null, message: error, status: null },
      what: `the answer ends with an error (${error})`,
      place: { path: said.at(...steps, "error") },
    };
    return {
      parts: finishReason === undefined ? parts : [...parts, { choice: 0, finishReason }],
      usage: cohereUsage(delta.usage),
      ...(failed ? { failed } : {}),
    };
  }

  finish(last: Spoken, facts: AnswerBuilder): void {
    if (!this.#hasEvents) return;
    facts.ending = { name: "message-end", came: this.#ended, last: { path: last.at(), part: "key", chunk: last.chunk } };
  }

  #call(call: JsonObject, key: unknown, said: Spoken, facts: AnswerBuilder): ChoicePart {
    const place = () => said.at();
    const { name, arguments: sent } = objectOf(call.function);
    const count = this.#calls.size;
    const known = this.#calls.get(key) ?? {
      index: count,
      facts: new CallBuilder({ path: place(), part: "key" }, said.chunk, count, true),
    };
    this.#calls.set(key, known);
    facts.choice(0).call(known.index, () => known.facts);
    known.facts.id(call.id, place, said.chunk);
    known.facts.name(name, place, said.chunk);
    known.facts.piece(sent, place, said.chunk);
    const told = { id: stringOf(call.id), name: stringOf(name), arguments: stringOf(sent) };
    return { choice: 0, calls: [{ index: known.index, ...told }] };
  }
}

/** The plan that goes before the calls is what the model thinks. */
function spoken(message: JsonObject): ChoicePart[] {
  const plan = stringOf(message.tool_plan);
  const content = isObject(message.content) ? [message.content] : listOf(message.content).filter(isObject);
  const citations = isObject(message.citations) ? [message.citations] : listOf(message.citations);
  return [
    ...(typeof message.role === "string" ? [{ choice: 0, role: message.role }] : []),
    ...(plan ? [{ choice: 0, reasoning: plan }] : []),
    ...content.map(({ text, thinking }) => ({ choice: 0, content: stringOf(text), reasoning: stringOf(thinking) })),
    ...(citations.length > 0 ? [{ choice: 0, annotations: citations }] : []),
  ];
}
