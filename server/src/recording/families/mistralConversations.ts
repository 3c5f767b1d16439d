/** Mistral's conversations with agents and models: a list of outputs, or the events that build it. */
import * as z from "zod/mini";
import { isObject, listOf, objectOf, stringOf, type JsonObject } from "../json";
import type { Chunk } from "../recording";
import { fields, usageFields, type KnownFields } from "./also";
import { argumentsText } from "./arguments";
import type { ChoicePart } from "./assembly";
import { declaredProblems, readDeclared, type AnswerReader, type Spoken, type Told } from "./declared";
import { CallBuilder, type AnswerBuilder } from "./facts/builder";
import { openaiUsage } from "./facts/usage";
import type { Family } from "./family";

export const mistralConversations: Family = {
  id: "mistral.conversations",
  title: "Mistral conversation",
  mixesTypes: true,
  credentials: ["authorization: Bearer $MISTRAL_API_KEY"],
  recognises,
  validate: (chunk) => declaredProblems(schema, chunk, "so a Mistral client cannot read the answer"),
  read: (recording, unsound) => readDeclared("mistral.conversations", recording, unsound, new Reader(), known),
};

const name =
  /^(?:conversation\.response\.\w+|message\.output\.delta|function\.call\.delta|tool\.execution\.\w+|agent\.handoff\.\w+)$/;

function recognises({ data }: Chunk): boolean {
  if (typeof data === "string")
    return /^event: ?(?:conversation\.response|message\.output|function\.call|tool\.execution|agent\.handoff)\./m.test(data);
  if (!isObject(data)) return false;
  return data.object === "conversation.response" || (typeof data.type === "string" && name.test(data.type));
}

const schema = z.object({ outputs: z.nullish(z.array(z.object({}))), type: z.nullish(z.string()) });

const bookkeeping = fields(
  true,
  "id",
  "type",
  "object",
  "created_at",
  "completed_at",
  "conversation_id",
  "output_index",
  "content_index",
);
const output: KnownFields = {
  ...bookkeeping,
  ...fields("string", "role", "model", "agent_id", "name", "tool_call_id"),
  // A text, or a list of parts that are read one by one.
  ...fields(true, "content", "arguments", "info", "function"),
};
const known: KnownFields = {
  ...output,
  outputs: output,
  ...fields("string", "message"),
  code: true,
  usage: usageFields("prompt_tokens", "completion_tokens", "total_tokens"),
};

class Reader implements AnswerReader {
  readonly #calls = new Map<string, { readonly index: number; readonly facts: CallBuilder }>();
  #hasEvents = false;
  #ended = false;

  tell(said: Spoken, facts: AnswerBuilder): Told {
    const { data, chunk } = said;
    const type = stringOf(data.type) ?? "";
    facts.choice(0).seen(chunk, () => ({ path: said.at(), part: "key" }));
    const usage = isObject(data.usage) ? openaiUsage(data.usage, () => said.at("usage"), chunk) : undefined;
    if (data.object === "conversation.response") {
      return { parts: listOf(data.outputs).flatMap((each, at) => this.#output(objectOf(each), `${at}`, said, facts)), usage };
    }
    this.#hasEvents = true;
    if (type === "conversation.response.error") {
      this.#ended = true;
      const message = stringOf(data.message) ?? "";
      const what = `the stream ends with an error (${message || "no message"})`;
      return { failed: { error: { type: null, message, status: null }, what, place: { path: said.at() } } };
    }
    this.#ended ||= type === "conversation.response.done";
    const key = stringOf(data.tool_call_id) ?? stringOf(data.id) ?? "";
    return { parts: this.#output(data, key, said, facts), model: stringOf(data.model), usage };
  }

  finish(last: Spoken, facts: AnswerBuilder): void {
    if (!this.#hasEvents) return;
    facts.ending = {
      name: "conversation.response.done",
      came: this.#ended,
      last: { path: last.at(), part: "key", chunk: last.chunk },
    };
  }

  #output(value: JsonObject, key: string, said: Spoken, facts: AnswerBuilder): ChoicePart[] {
    const type = stringOf(value.type) ?? "";
    if (type.startsWith("message.output")) {
      const role = stringOf(value.role);
      return [{ choice: 0, role }, ...contentOf(value.content)];
    }
    if (type.startsWith("function.call")) return [this.#call(value, key, said, facts)];
    return /^tool\.execution$|^tool\.execution\.done$/.test(type) ? [{ choice: 0, items: [{ type, value }] }] : [];
  }

  #call(value: JsonObject, key: string, said: Spoken, facts: AnswerBuilder): ChoicePart {
    const place = () => said.at();
    const count = this.#calls.size;
    const call = this.#calls.get(key) ?? {
      index: count,
      facts: new CallBuilder({ path: place(), part: "key" }, said.chunk, count, true),
    };
    this.#calls.set(key, call);
    facts.choice(0).call(call.index, () => call.facts);
    const [id, called] = [stringOf(value.tool_call_id), stringOf(value.name)];
    const isFirst = call.index === count;
    if (isFirst) call.facts.id(id, place, said.chunk);
    if (isFirst) call.facts.name(called, place, said.chunk);
    const sent = argumentsText(value.arguments);
    call.facts.piece(sent, place, said.chunk);
    return { choice: 0, calls: [{ index: call.index, id, name: called, arguments: sent }] };
  }
}

/** A text, a part, or a list of parts; what is not text is kept as it is. */
function contentOf(content: unknown): ChoicePart[] {
  if (typeof content === "string") return [{ choice: 0, content }];
  return (Array.isArray(content) ? listOf(content) : [content]).filter(isObject).map((part) => {
    if (typeof part.text === "string" && part.type !== "thinking") return { choice: 0, content: part.text };
    if (part.type !== "thinking") return { choice: 0, items: [{ type: stringOf(part.type) ?? "part", value: part }] };
    const thoughts =
      typeof part.thinking === "string"
        ? [part.thinking]
        : listOf(part.thinking).map((each) => stringOf(objectOf(each).text) ?? "");
    return { choice: 0, reasoning: thoughts.join("") };
  });
}
