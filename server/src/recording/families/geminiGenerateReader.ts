/** Reads the chunks of a Gemini answer, in snake_case or camelCase. */
import type { JsonPath } from "../document";
import { isObject, listOf, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import type { Disagreement, TokenLogprob } from "../reassembled";
import type { CallPart, ChoicePart, ItemPart } from "./assembly";
import { type AnswerReader, type Failed, type Spoken, type Told } from "./declared";
import { errorIn } from "./errorBody";
import { CallBuilder, type AnswerBuilder, type ChoiceBuilder } from "./facts/builder";
import type { UsageFacts } from "./facts/facts";
import { usageFacts } from "./facts/usage";
import { itemKinds } from "./geminiGenerateFields";
import { FunctionCalls } from "./geminiPartialArgs";
import { either } from "./geminiSpelling";

export class GenerateReader implements AnswerReader {
  /** The calls of each candidate, some of which take several chunks. */
  readonly #calls = new Map<number, FunctionCalls>();
  /** By index: the chunk in which a candidate was first in the list for the first time, and the one in which it first was not. */
  readonly #places = new Map<number, { taken?: number; passed?: number }>();

  /** The client's `text` and `functionCalls` read the first candidate of each chunk, whatever its index. */
  disagreements(): readonly Disagreement[] {
    let first = Infinity;
    for (const index of this.#places.keys()) first = Math.min(first, index);
    return [...this.#places].flatMap(([index, { taken, passed }]) => {
      const chunk = index === first ? passed : taken;
      return chunk === undefined ? [] : [misplaced(index, chunk, index === first)];
    });
  }

  tell(said: Spoken, facts: AnswerBuilder): Told {
    const { data } = said;
    const parts: ChoicePart[] = [];
    for (const [position, candidate] of listOf(data.candidates).entries()) {
      if (!isObject(candidate)) continue;
      const index = Number.isInteger(candidate.index) ? (candidate.index as number) : position;
      const place: JsonPath = ["candidates", position];
      this.#note(index, position, said.chunk);
      this.#candidate(candidate, { said, place, index, choice: facts.choice(index), parts });
    }
    const model = stringOf(data.model_version ?? data.modelVersion);
    return { parts, model, usage: usageOf(said), failed: errorOf(said) ?? blockOf(said) };
  }

  #note(index: number, position: number, chunk: number): void {
    const places = this.#places.get(index) ?? {};
    this.#places.set(index, places);
    if (position === 0) places.taken ??= chunk;
    else places.passed ??= chunk;
  }

  #candidate(candidate: JsonObject, at: At): void {
    const { said, place, index, choice, parts } = at;
    const content = objectOf(candidate.content);
    const sent = either(candidate, "finish_reason", "finishReason");
    const finish = { ...sent, value: finishWord(sent.value) };
    const finishPlace = () => said.at(...place, finish.key);
    choice.seen(said.chunk, () =>
      finish.value === undefined ? { path: said.at(...place), part: "key" } : { path: finishPlace() },
    );
    parts.push({ choice: index, role: stringOf(content.role) });
    for (const [position, part] of listOf(content.parts).entries()) {
      if (isObject(part)) parts.push(this.#part(part, { ...at, place: [...place, "content", "parts", position] }));
    }
    choice.finished(finish.value, finishPlace, said.chunk);
    choice.finishMessage = stringOf(candidate.finish_message ?? candidate.finishMessage) ?? choice.finishMessage;
    const annotations = annotationsOf(candidate);
    parts.push({
      choice: index,
      finishReason: stringOf(finish.value),
      annotations: annotations.length > 0 ? annotations : undefined,
      logprobs: logprobsOf(candidate),
    });
  }

  #part(part: JsonObject, at: At): ChoicePart {
    const { index, choice, said, place } = at;
    const items = itemsIn(part);
    const call = either(part, "function_call", "functionCall");
    const text = stringOf(part.text);
    if (text) choice.content(said.chunk, "text", () => ({ path: said.at(...place), part: "key" }));
    const calls = isObject(call.value) ? [this.#call(call.value, { ...at, place: [...place, call.key] })] : undefined;
    return part.thought === true
      ? { choice: index, items, calls, reasoning: text }
      : { choice: index, items, calls, content: text };
  }

  #call(call: JsonObject, { index, choice, said, place }: At): CallPart {
    let calls = this.#calls.get(index);
    if (calls === undefined) this.#calls.set(index, (calls = new FunctionCalls()));
    const read = calls.read(call);
    if (read.begins !== true) return read;
    const { chunk } = said;
    choice.content(chunk, "a function call", () => ({ path: said.at(...place) }));
    const facts = new CallBuilder({ path: said.at(...place), part: "key" }, chunk, choice.callCount, false);
    choice.call(choice.callCount, () => facts);
    facts.name(call.name, () => said.at(...place, "name"), chunk);
    if (call.args !== undefined && call.args !== null) facts.input(call.args, () => said.at(...place, "args"), chunk);
    else facts.freeText();
    return read;
  }
}

/** In numeric order, because Vertex may send the number. */
const finishWords = [
  ...["FINISH_REASON_UNSPECIFIED", "STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT"],
  ...["SPII", "MALFORMED_FUNCTION_CALL"],
];

const finishWord = (value: unknown): unknown => (typeof value === "number" ? (finishWords[value] ?? String(value)) : value);

function misplaced(index: number, chunk: number, isAnswer: boolean): Disagreement {
  return {
    what: `place of candidate ${index + 1}`,
    chunk,
    readings: [
      { client: "`text` of google-genai", sees: isAnswer ? "nothing of it" : "a part of the first answer" },
      { client: "a client that goes by `index`", sees: isAnswer ? "a part of the first answer" : "an answer of its own" },
    ],
  };
}

/** The reader's position in the answer. */
interface At {
  readonly said: Spoken;
  /** Path within the object that was sent. */
  readonly place: JsonPath;
  readonly index: number;
  readonly choice: ChoiceBuilder;
  readonly parts: ChoicePart[];
}

function itemsIn(part: JsonObject): ItemPart[] | undefined {
  let items: ItemPart[] | undefined;
  for (const type of itemKinds) {
    const value = part[type];
    if (value !== undefined && value !== null) (items ??= []).push({ type, value });
  }
  return items;
}

/** Each citation by itself; grounding as a whole, under the provider's name for it. */
function annotationsOf(candidate: JsonObject): unknown[] {
  const { citations, citation_sources, citationSources } = objectOf(candidate.citation_metadata ?? candidate.citationMetadata);
  const annotations = [...listOf(citations ?? citation_sources ?? citationSources)];
  for (const name of grounds) {
    const ground = candidate[name];
    if (isObject(ground) && Object.keys(ground).length > 0) annotations.push({ [name]: ground });
  }
  return annotations;
}

const grounds = ["grounding_metadata", "groundingMetadata", "url_context_metadata", "urlContextMetadata"];

function logprobsOf(candidate: JsonObject): Omit<TokenLogprob, "chunk">[] | undefined {
  const result = candidate.logprobs_result ?? candidate.logprobsResult;
  if (!isObject(result)) return undefined;
  const tops = listOf(result.top_candidates ?? result.topCandidates);
  return listOf(result.chosen_candidates ?? result.chosenCandidates).flatMap((chosen, at) => {
    const top = listOf(objectOf(tops[at]).candidates).flatMap(tokenOf);
    return tokenOf(chosen).map((token) => ({ ...token, top }));
  });
}

function tokenOf(value: unknown): { token: string; logprob: number }[] {
  const { token, log_probability, logProbability } = objectOf(value);
  const logprob = numberOf(log_probability ?? logProbability);
  return typeof token === "string" && logprob !== undefined ? [{ token, logprob }] : [];
}

const usageNames = {
  input: ["prompt_token_count", "promptTokenCount"],
  output: ["candidates_token_count", "candidatesTokenCount"],
  total: ["total_token_count", "totalTokenCount"],
};

function usageOf(said: Spoken): UsageFacts | undefined {
  const { key, value } = either(said.data, "usage_metadata", "usageMetadata");
  if (!isObject(value)) return undefined;
  const count = (snake: string, camel: string) => numberOf(either(value, snake, camel).value) ?? 0;
  const aside =
    count("thoughts_token_count", "thoughtsTokenCount") + count("tool_use_prompt_token_count", "toolUsePromptTokenCount");
  return usageFacts(value, usageNames, aside, { path: () => said.at(key), chunk: said.chunk });
}

function errorOf(said: Spoken): Failed | undefined {
  const error = isObject(said.data.error) ? errorIn(said.data.error) : undefined;
  if (error === undefined) return undefined;
  return { error, what: `the stream ends with an error (${error.message})`, place: { path: said.at("error"), part: "key" } };
}

/** A blocked prompt has no candidates, only a reason. */
function blockOf(said: Spoken): Failed | undefined {
  const feedback = either(said.data, "prompt_feedback", "promptFeedback");
  const block = objectOf(feedback.value);
  const reason = either(block, "block_reason", "blockReason");
  const type = stringOf(reason.value) ?? "";
  if (type === "") return undefined;
  const message = stringOf(block.block_reason_message ?? block.blockReasonMessage) ?? `The prompt was blocked: ${type}.`;
  return {
    error: { type, message, status: null },
    what: `the prompt was blocked (${type})`,
    place: { path: said.at(feedback.key, reason.key) },
  };
}
