/** Ollama's native chat and completion answers, whole or as JSON Lines; calls come whole, in one chunk. */
import * as z from "zod/mini";
import { isObject, listOf, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import type { Disagreement, TokenLogprob } from "../reassembled";
import type { Chunk } from "../recording";
import { fields, type KnownFields } from "./also";
import type { CallPart, ChoicePart, ItemPart } from "./assembly";
import { argumentsText } from "./arguments";
import { CallBuilder, type AnswerBuilder, type ChoiceBuilder } from "./facts/builder";
import type { UsageFacts } from "./facts/facts";
import type { Family } from "./family";
import { objectIn, declaredProblems, readDeclared, type AnswerReader, type Failed, type Spoken, type Told } from "./declared";
import { errorIn } from "./errorBody";

interface Format {
  readonly id: string;
  readonly title: string;
  readonly path: RegExp;
  readonly type: string;
  /** The field that, besides `done`, no other family has. */
  readonly looks: (data: JsonObject) => boolean;
  readonly schema: z.ZodMiniType;
  /** The fields that are read, besides those of both formats. */
  readonly known: KnownFields;
  readonly text: (data: JsonObject) => ChoicePart;
}

const text = z.nullish(z.string());
const count = z.nullish(z.int());
const token = { token: z.string(), logprob: z.number() };
const ending = {
  model: text,
  created_at: text,
  done: z.nullish(z.boolean()),
  done_reason: text,
  ...{ total_duration: count, load_duration: count, prompt_eval_duration: count, eval_duration: count },
  ...{ prompt_eval_count: count, eval_count: count },
  logprobs: z.nullish(z.array(z.object({ ...token, top_logprobs: z.nullish(z.array(z.object(token))) }))),
};
const failure = z.object({ error: z.string() });
const call = z.object({ function: z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) }) });
const message = z.object({
  role: z.string(),
  content: text,
  thinking: text,
  images: z.nullish(z.array(z.unknown())),
  tool_name: text,
  tool_calls: z.nullish(z.array(call)),
});

const knownToken = { ...fields("string", "token"), ...fields("number", "logprob"), ...fields(true, "bytes") };
const knownEnding: KnownFields = {
  ...fields("string", "model", "done_reason", "error"),
  ...fields("number", "prompt_eval_count", "eval_count"),
  logprobs: { ...knownToken, top_logprobs: knownToken },
  // Creation time, durations, and the model's state afterwards.
  ...fields(true, "created_at", "done", "total_duration", "load_duration", "prompt_eval_duration", "eval_duration", "context"),
};

export const ollamaChat = familyOf({
  id: "ollama.chat",
  title: "Ollama chat",
  path: /\/api\/chat$/,
  type: "ollama._types.ChatResponse",
  looks: (data) => isObject(data.message),
  schema: z.object({ ...ending, message }),
  known: {
    message: {
      ...fields("string", "role", "content", "thinking"),
      tool_calls: {
        ...fields("string", "id"),
        function: { ...fields("string", "id", "name"), ...fields(true, "arguments"), ...fields("number", "index") },
      },
      ...fields(true, "images"),
    },
  },
  text: ({ message: said }) => {
    const { role, content, thinking, images } = objectOf(said);
    return {
      choice: 0,
      role: stringOf(role),
      content: stringOf(content),
      reasoning: stringOf(thinking),
      items: listOf(images).map((value): ItemPart => ({ type: "image", value })),
    };
  },
});

export const ollamaGenerate = familyOf({
  id: "ollama.generate",
  title: "Ollama completion",
  path: /\/api\/generate$/,
  type: "ollama._types.GenerateResponse",
  looks: (data) => typeof data.response === "string",
  schema: z.object({ ...ending, response: z.string(), thinking: text, context: z.nullish(z.array(z.int())) }),
  known: fields("string", "response", "thinking"),
  text: (data) => ({ choice: 0, content: stringOf(data.response), reasoning: stringOf(data.thinking) }),
});

function familyOf(format: Format): Family {
  const known = { ...knownEnding, ...format.known };
  return {
    id: format.id,
    title: format.title,
    lacksEnd: "`done` is never true",
    credentials: [],
    endpoint: (path) => format.path.test(path),
    recognises: (chunk) => chunk.type === format.type || looksLike(format, chunk),
    validate: (chunk) => {
      const schema = "error" in (objectIn(chunk) ?? {}) ? failure : format.schema;
      return declaredProblems(schema, chunk, "so an Ollama client cannot read the answer");
    },
    read: (recording, unsound) => readDeclared(format.id, recording, unsound, new Reader(format), known),
  };
}

function looksLike(format: Format, chunk: Chunk): boolean {
  if (typeof chunk.data === "string" && !/^(data: ?)?\{.*"done":/s.test(chunk.data)) return false;
  const data = objectIn(chunk);
  return data !== undefined && typeof data.done === "boolean" && format.looks(data);
}

class Reader implements AnswerReader {
  /** Content after `done`, when the Node client has stopped reading. */
  #late: { readonly chunk: number; text: string } | undefined;
  #done = false;

  constructor(readonly format: Format) {}

  tell(said: Spoken, facts: AnswerBuilder): Told {
    const { data, chunk } = said;
    const model = stringOf(data.model);
    const choice = facts.choice(0);
    choice.seen(chunk, () => (Object.hasOwn(data, "done") ? { path: said.at("done") } : { path: said.at(), part: "key" }));
    if (data.error !== undefined && data.error !== null) return { model, failed: failureOf(said) };
    const part = this.format.text(data);
    const calls = listOf(objectOf(data.message).tool_calls).filter(isObject);
    const adds = `${part.reasoning ?? ""}${part.content ?? ""}`;
    if (adds !== "" || calls.length > 0) {
      choice.content(chunk, "content", () => ({ path: said.at(), part: "key" }));
      this.#addLate(chunk, adds + calls.map((each) => stringOf(objectOf(each.function).name) ?? "").join(" "));
    }
    for (const [position, each] of calls.entries()) tellCall(choice, each, said, position);
    if (data.done === true) {
      this.#done = true;
      const reason = stringOf(data.done_reason) || "done";
      choice.finished(reason, () => said.at(Object.hasOwn(data, "done_reason") ? "done_reason" : "done"), chunk);
    }
    const end = { choice: 0, logprobs: logprobsOf(data.logprobs), finishReason: stringOf(data.done_reason) };
    return { parts: [{ ...part, calls: calls.map(wholeCall) }, end], model, usage: usageOf(data) };
  }

  disagreements(): readonly Disagreement[] {
    if (this.#late === undefined) return [];
    const { chunk, text: late } = this.#late;
    return [
      {
        what: "end of the answer",
        chunk,
        readings: [
          { client: "ollama-python", sees: late },
          { client: "ollama-js", sees: "nothing after `done`" },
        ],
      },
    ];
  }

  #addLate(chunk: number, adds: string): void {
    if (!this.#done) return;
    this.#late ??= { chunk, text: "" };
    this.#late.text += adds;
  }
}

function failureOf(said: Spoken): Failed | undefined {
  const error = errorIn(said.data.error);
  if (error === undefined) return undefined;
  return { error, what: `the stream ends with an error (${error.message})`, place: { path: said.at("error") } };
}

function usageOf(data: JsonObject): UsageFacts | undefined {
  const [input, output] = [numberOf(data.prompt_eval_count), numberOf(data.eval_count)];
  return input === undefined && output === undefined ? undefined : { input, output, aside: 0, total: undefined };
}

/** Ollama's calls come whole, without index and mostly without id. */
function tellCall(choice: ChoiceBuilder, call: JsonObject, said: Spoken, position: number): void {
  const { chunk } = said;
  const at = (...steps: readonly string[]) => said.at("message", "tool_calls", position, ...steps);
  const called = objectOf(call.function);
  const facts = new CallBuilder({ path: at(), part: "key" }, chunk, choice.callCount, false);
  choice.call(choice.callCount, () => facts);
  facts.name(called.name, () => at("function", "name"), chunk);
  if (called.arguments !== undefined) facts.input(called.arguments, () => at("function", "arguments"), chunk);
  else facts.freeText();
}

function wholeCall(call: JsonObject): CallPart {
  const called = objectOf(call.function);
  const id = stringOf(call.id) ?? stringOf(called.id);
  return { begins: true, id, name: stringOf(called.name), arguments: argumentsText(called.arguments) };
}

function logprobsOf(value: unknown): Omit<TokenLogprob, "chunk">[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((each) =>
    tokenOf(each).map((token) => ({ ...token, top: listOf(objectOf(each).top_logprobs).flatMap(tokenOf) })),
  );
}

function tokenOf(value: unknown): { token: string; logprob: number }[] {
  const { token, logprob } = objectOf(value);
  const number = numberOf(logprob);
  return typeof token === "string" && number !== undefined ? [{ token, logprob: number }] : [];
}
