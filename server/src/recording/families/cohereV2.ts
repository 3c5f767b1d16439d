/** Cohere's chat API, second version: a message, or the events that build it. */
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
    const data = objectIn(chunk) ?? {};
    const type = stringOf(data.type) ?? "";
    const ofEvent = Object.hasOwn(eventSchemas, type) ? eventSchemas[type] : anyEvent;
    const schema = (Object.hasOwn(data, "type") && ofEvent) || wholeSchema;
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
const anyEvent = z.object({ type: z.string(), index: z.nullish(z.int()), delta: z.nullish(z.object({})) });
const said = (fields: z.ZodMiniType) => z.extend(anyEvent, { delta: z.object({ message: fields }) });
const text = z.nullish(z.string());
/** What a client needs of the events that it joins. */
const eventSchemas: Readonly<Record<string, z.ZodMiniType>> = {
  "content-delta": said(z.object({ content: z.object({ text, thinking: text }) })),
  "tool-plan-delta": said(z.object({ tool_plan: z.string() })),
  "tool-call-start": said(
    z.object({
      tool_calls: z.object({ type: z.literal("function"), function: z.object({ name: text, arguments: text }) }),
    }),
  ),
  "tool-call-delta": said(z.object({ tool_calls: z.object({ function: z.object({ arguments: z.string() }) }) })),
  "message-end": z.extend(anyEvent, {
    delta: z.object({ finish_reason: text, usage: z.nullish(z.object({ tokens: z.nullish(z.object({})) })) }),
  }),
};

const knownCall: KnownFields = {
  ...fields("string", "id", "type"),
  function: fields("string", "name", "arguments"),
};
const part: KnownFields = { ...fields("string", "type", "text", "thinking") };
const knownMessage: KnownFields = {
  ...fields("string", "role", "tool_plan"),
  tool_calls: knownCall,
  content: part,
  citations: true,
};

/** The message fields that a client reads in each type of event; it ignores other types. */
const joined: Readonly<Record<string, readonly string[]>> = {
  "message-start": ["role"],
  "content-delta": ["content"],
  "tool-plan-delta": ["tool_plan"],
  "tool-call-start": ["tool_calls"],
  "tool-call-delta": ["tool_calls"],
  "citation-start": ["citations"],
};

/** What a client reads in an event, and in a whole message. */
function messageOf(data: JsonObject, message: JsonObject): JsonObject {
  if (typeof data.type !== "string") return message;
  const names = Object.hasOwn(joined, data.type) ? joined[data.type] : undefined;
  return Object.fromEntries((names ?? []).map((name) => [name, message[name]]));
}

const whole: KnownFields = {
  ...fields(true, "id"),
  ...fields("string", "finish_reason"),
  message: knownMessage,
  usage: knownUsage,
};
const ends: KnownFields = { ...fields("string", "finish_reason", "error", "error_type"), usage: knownUsage };
const known = (data: JsonObject): KnownFields => {
  if (typeof data.type !== "string") return whole;
  const message = {
    ...messageOf(data, knownMessage),
    ...(data.type === "content-start" ? { content: fields("string", "type") } : {}),
  } as KnownFields;
  return { ...fields(true, "type", "id", "index"), delta: { message, ...(data.type === "message-end" ? ends : {}) } };
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
    const message = messageOf(data, objectOf(delta.message));
    const calls = listOf(isObject(message.tool_calls) ? [message.tool_calls] : message.tool_calls).filter(isObject);
    const parts = [...spoken(message), ...calls.map((call, at) => this.#call(call, isEvent ? data.index : at, said, facts))];
    if (parts.length > 0 && data.type !== "message-start") {
      choice.content(chunk, stringOf(data.type) ?? "message", () => ({ path: said.at(), part: "key" }));
    }
    if (data.type === "message-end") this.#ended = true;
    if (isEvent && data.type !== "message-end") return { parts };
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

/** The plan before the calls is the model's reasoning. */
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
