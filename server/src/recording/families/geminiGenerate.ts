/** Gemini's `generateContent`, whole or streamed: in Python's spelling (snake_case) or as it goes over the wire (camelCase). */
import { isObject, listOf, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import type { ProviderError, TokenLogprob, Usage } from "../reassembled";
import type { Chunk } from "../recording";
import type { ChoicePart, ItemPart } from "./assembly";
import { tokenUsage } from "./body";
import { readGemini } from "./facts/gemini";
import { geminiCredentials } from "./geminiCredentials";
import type { Family } from "./family";
import { inTwoPasses } from "./twoPasses";
import { generateSchema } from "./geminiGenerateSchema";
import { FunctionCalls } from "./geminiPartialArgs";
import { errorIn, reassembleDeclared, declaredProblems, type Declared } from "./declared";

export const geminiGenerate: Family = {
  id: "gemini.generate",
  title: "Gemini answer",
  endsWithReason: true,
  credentials: geminiCredentials,
  endpoint: (path) => /:(stream)?generateContent$/i.test(path),
  recognises,
  validate: (chunk) => declaredProblems(generateSchema, chunk, "so a Gemini client cannot read the answer"),
  read: inTwoPasses((recording) => {
    const calls = new Map<number, FunctionCalls>();
    return reassembleDeclared("gemini.generate", recording, ({ data }) => tell(data, calls));
  }, readGemini),
};

function recognises(chunk: Chunk): boolean {
  const { data, type } = chunk;
  if (type?.endsWith("GenerateContentResponse") === true) return true;
  if (typeof data === "string")
    return /^data: ?\{ ?"(candidates|usageMetadata|promptFeedback|modelVersion|responseId)"/.test(data);
  if (!isObject(data)) return false;
  return (
    Array.isArray(data.candidates) ||
    [data.usage_metadata, data.usageMetadata, data.prompt_feedback, data.promptFeedback].some(isObject)
  );
}

/** The calls of each candidate, some of which take several chunks. */
type CallsByChoice = Map<number, FunctionCalls>;

function tell(data: JsonObject, calls: CallsByChoice): Declared {
  const candidates = listOf(data.candidates).filter(isObject);
  return {
    parts: candidates.flatMap((candidate, position) => candidateParts(candidate, numberOf(candidate.index) ?? position, calls)),
    model: stringOf(data.model_version ?? data.modelVersion),
    usage: usageOf(objectOf(data.usage_metadata ?? data.usageMetadata)),
    error: isObject(data.error) ? errorIn(data.error) : blocked(objectOf(data.prompt_feedback ?? data.promptFeedback)),
  };
}

function candidateParts(candidate: JsonObject, choice: number, callsByChoice: CallsByChoice): ChoicePart[] {
  const calls = callsByChoice.get(choice) ?? new FunctionCalls();
  callsByChoice.set(choice, calls);
  const content = objectOf(candidate.content);
  const finishReason = stringOf(candidate.finish_reason ?? candidate.finishReason);
  const [annotations, logprobs] = [annotationsOf(candidate), logprobsOf(candidate)];
  return [
    { choice, role: stringOf(content.role) },
    ...listOf(content.parts)
      .filter(isObject)
      .map((part) => contentPart(part, choice, calls)),
    { choice, finishReason, annotations: annotations.length > 0 ? annotations : undefined, logprobs },
  ];
}

/** Beside text and calls: code that was run, files, images, and what proves that a thought is the model's own. */
const itemKinds = [
  ...["executable_code", "executableCode", "code_execution_result", "codeExecutionResult", "inline_data", "inlineData"],
  ...["file_data", "fileData", "function_response", "functionResponse", "tool_call", "toolCall"],
  ...["tool_response", "toolResponse", "thought_signature", "thoughtSignature"],
];

function contentPart(part: JsonObject, choice: number, calls: FunctionCalls): ChoicePart {
  const items = itemsIn(part);
  const call = part.function_call ?? part.functionCall;
  if (isObject(call)) return { choice, items, calls: [calls.read(call)] };
  const text = stringOf(part.text);
  return part.thought === true ? { choice, items, reasoning: text } : { choice, items, content: text };
}

function itemsIn(part: JsonObject): ItemPart[] | undefined {
  let items: ItemPart[] | undefined;
  for (const type of itemKinds) {
    const value = part[type];
    if (value !== undefined && value !== null) (items ??= []).push({ type, value });
  }
  return items;
}

/** Each quoted source by itself; what an answer was grounded on as a whole, under the provider's name for it. */
function annotationsOf(candidate: JsonObject): unknown[] {
  const { citations, citationSources } = objectOf(candidate.citation_metadata ?? candidate.citationMetadata);
  const annotations = [...listOf(citations ?? citationSources)];
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

function usageOf(counts: JsonObject): Usage | null {
  return (
    tokenUsage(counts, ["prompt_token_count", "candidates_token_count", "total_token_count"]) ??
    tokenUsage(counts, ["promptTokenCount", "candidatesTokenCount", "totalTokenCount"])
  );
}

/** A prompt that Gemini would not answer has no candidates, only the reason why. */
function blocked(feedback: JsonObject): ProviderError | undefined {
  const reason = stringOf(feedback.block_reason ?? feedback.blockReason);
  if (reason === undefined) return undefined;
  const message = stringOf(feedback.block_reason_message ?? feedback.blockReasonMessage);
  return { type: reason, message: message ?? `The prompt was blocked: ${reason}.`, status: null };
}
