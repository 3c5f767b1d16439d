/** Ollama's own chat and completion answers, whole or streamed as lines of JSON; calls come whole, in one chunk. */
import * as z from "zod/mini";
import { isObject, listOf, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import type { TokenLogprob } from "../reassembled";
import type { Chunk } from "../recording";
import type { CallPart, ChoicePart, ItemPart } from "./assembly";
import { argumentsText } from "./blocks";
import { tokenUsage } from "./body";
import { readOllama } from "./facts/ollama";
import type { Family } from "./family";
import { inTwoPasses } from "./twoPasses";
import { errorIn, objectIn, reassembleDeclared, declaredProblems } from "./declared";

interface Format {
  readonly id: string;
  readonly title: string;
  readonly path: RegExp;
  readonly type: string;
  /** The part of an object that no other family has beside `done`. */
  readonly looks: (data: JsonObject) => boolean;
  readonly schema: z.ZodMiniType;
  readonly parts: (data: JsonObject) => ChoicePart;
}

const text = z.nullish(z.string());
const count = z.nullish(z.number());
const ending = { model: text, done: z.nullish(z.boolean()), done_reason: text, prompt_eval_count: count, eval_count: count };
const failure = z.object({ error: z.string() });
const call = z.object({ id: text, function: z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) }) });
const message = z.object({ role: z.string(), content: text, thinking: text, tool_calls: z.nullish(z.array(call)) });

export const ollamaChat = familyOf({
  id: "ollama.chat",
  title: "Ollama chat",
  path: /\/api\/chat$/,
  type: "ollama._types.ChatResponse",
  looks: (data) => isObject(data.message),
  schema: z.object({ ...ending, message }),
  parts: (data) => {
    const said = objectOf(data.message);
    return {
      choice: 0,
      role: stringOf(said.role),
      content: stringOf(said.content),
      reasoning: stringOf(said.thinking),
      calls: listOf(said.tool_calls).filter(isObject).map(wholeCall),
      items: listOf(said.images).map((value): ItemPart => ({ type: "image", value })),
    };
  },
});

export const ollamaGenerate = familyOf({
  id: "ollama.generate",
  title: "Ollama completion",
  path: /\/api\/generate$/,
  type: "ollama._types.GenerateResponse",
  looks: (data) => typeof data.response === "string",
  schema: z.object({ ...ending, response: z.string(), thinking: text }),
  parts: (data) => ({ choice: 0, content: stringOf(data.response), reasoning: stringOf(data.thinking) }),
});

function familyOf(format: Format): Family {
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
    read: inTwoPasses(
      (recording) =>
        reassembleDeclared(format.id, recording, ({ data }) => ({
          parts: "error" in data ? [] : [format.parts(data), endOf(data)],
          model: stringOf(data.model),
          usage: tokenUsage(data, ["prompt_eval_count", "eval_count", undefined]),
          error: errorIn(data.error),
        })),
      readOllama,
    ),
  };
}

function looksLike(format: Format, chunk: Chunk): boolean {
  if (typeof chunk.data === "string" && !/^(data: ?)?\{.*"done":/s.test(chunk.data)) return false;
  const data = objectIn(chunk);
  return data !== undefined && typeof data.done === "boolean" && format.looks(data);
}

function endOf(data: JsonObject): ChoicePart {
  return { choice: 0, logprobs: logprobsOf(data.logprobs), finishReason: stringOf(data.done_reason) };
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
