/** Facts of Gemini's generated content, in snake_case or camelCase. */
import type { JsonPath } from "../../document";
import { isObject, listOf, numberOf, objectOf, type JsonObject } from "../../json";
import type { Chunk } from "../../recording";
import { CallBuilder, type AnswerBuilder, type ChoiceBuilder } from "./builder";
import { usageFacts } from "./usage";

/** A property under either spelling, with the one it has. */
function either(object: JsonObject, snake: string, camel: string): { readonly key: string; readonly value: unknown } {
  const key = object[snake] === undefined && object[camel] !== undefined ? camel : snake;
  return { key, value: object[key] };
}

/** Candidates whose last call goes on in the next part: with partial arguments, calls come in pieces, and only the first has a name. */
type Open = Set<ChoiceBuilder>;

export function readGemini(chunks: readonly Chunk[], answer: AnswerBuilder): void {
  const open: Open = new Set();
  for (const chunk of chunks) {
    const data = objectOf(chunk.data);
    for (const [at, candidate] of listOf(data.candidates).entries()) {
      if (isObject(candidate)) readCandidate(candidate, at, chunk, { answer, open });
    }
    readUsage(data, chunk, answer);
    const feedback = either(data, "prompt_feedback", "promptFeedback");
    const reason = either(objectOf(feedback.value), "block_reason", "blockReason");
    if (typeof reason.value === "string" && reason.value !== "") {
      answer.failed(`the prompt was blocked (${reason.value})`, { path: [...chunk.dataPath, feedback.key, reason.key] });
    }
  }
}

function readUsage(data: JsonObject, chunk: Chunk, answer: AnswerBuilder): void {
  const { key, value } = either(data, "usage_metadata", "usageMetadata");
  if (!isObject(value)) return;
  const count = (snake: string, camel: string) => numberOf(either(value, snake, camel).value) ?? 0;
  const aside =
    count("thoughts_token_count", "thoughtsTokenCount") + count("tool_use_prompt_token_count", "toolUsePromptTokenCount");
  const place = { path: () => [...chunk.dataPath, key], chunk: chunk.index };
  answer.usage = usageFacts(value, usageNames, aside, place) ?? answer.usage;
}

const usageNames = {
  input: ["prompt_token_count", "promptTokenCount"],
  output: ["candidates_token_count", "candidatesTokenCount"],
  total: ["total_token_count", "totalTokenCount"],
};

interface Reading {
  readonly answer: AnswerBuilder;
  readonly open: Open;
}

function readCandidate(candidate: JsonObject, at: number, chunk: Chunk, { answer, open }: Reading): void {
  const base: JsonPath = [...chunk.dataPath, "candidates", at];
  const choice = answer.choice(Number.isInteger(candidate.index) ? (candidate.index as number) : at);
  const finish = either(candidate, "finish_reason", "finishReason");
  choice.seen(chunk.index, () => (finish.value === undefined ? { path: base, part: "key" } : { path: [...base, finish.key] }));
  for (const [position, part] of listOf(objectOf(candidate.content).parts).entries()) {
    if (!isObject(part)) continue;
    const path = [...base, "content", "parts", position];
    if (part.text !== "" && part.text !== undefined && part.text !== null)
      choice.content(chunk.index, "text", () => ({ path, part: "key" }));
    readCall(choice, part, { path, chunk: chunk.index, open });
  }
  choice.finished(finish.value, () => [...base, finish.key], chunk.index);
}

interface Part {
  readonly path: JsonPath;
  readonly chunk: number;
  readonly open: Open;
}

function readCall(choice: ChoiceBuilder, part: JsonObject, { path: base, chunk, open }: Part): void {
  const { key, value: call } = either(part, "function_call", "functionCall");
  if (!isObject(call)) return;
  const path = [...base, key];
  const isRest = open.has(choice) && typeof call.name !== "string";
  if (either(call, "will_continue", "willContinue").value === true) open.add(choice);
  else open.delete(choice);
  if (isRest) return;
  choice.content(chunk, "a function call", () => ({ path }));
  const facts = new CallBuilder({ path, part: "key" }, chunk, choice.callCount, false);
  choice.call(choice.callCount, () => facts);
  facts.name(call.name, () => [...path, "name"], chunk);
  if (call.args !== undefined && call.args !== null) facts.input(call.args, () => [...path, "args"], chunk);
  else facts.freeText();
}
