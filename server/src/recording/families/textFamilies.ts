/** Texts that are not chat: older APIs, and models that are invoked directly. */
import * as z from "zod/mini";
import { isObject, listOf, objectOf, type JsonObject } from "../json";
import { fields } from "./also";
import { textFamily } from "./textFamily";

const firstIn = (value: unknown): JsonObject => objectOf(listOf(value)[0]);
const objectsIn = (value: unknown): readonly JsonObject[] => listOf(value).filter(isObject);
const text = z.nullish(z.string());
const count = z.nullish(z.number());

/** Anthropic's API before messages, also for Claude on Bedrock. */
export const anthropicComplete = textFamily({
  id: "anthropic.complete",
  title: "Anthropic completion",
  failureWords: { refusal: "the provider refuses to answer" },
  lacksEnd: "no stop reason ever comes",
  credentials: ["x-api-key: $ANTHROPIC_API_KEY", "anthropic-version: 2023-06-01"],
  endpoint: (path) => path.endsWith("/v1/complete"),
  line: /^(?:event: ?completion|data: ?\{[^\n]*"completion":|\{)/,
  looks: (data) => typeof data.completion === "string" && (data.type === "completion" || Object.hasOwn(data, "stop_reason")),
  pieces: ({ completion, stop_reason: finish }) => [{ text: completion, finish }],
  schema: z.object({ completion: text, stop_reason: text, model: text }),
  known: {
    ...fields("string", "completion", "stop_reason", "model"),
    ...fields(true, "type", "id", "log_id", "stop", "stop_sequence", "amazon-bedrock-invocationMetrics"),
  },
});

/** Writer's completions: whole they look like OpenAI's without an id, streamed they are values, and nothing marks their end. */
export const writerCompletions = textFamily({
  id: "writer.completions",
  title: "Writer completion",
  endsSilently: true,
  credentials: ["authorization: Bearer $WRITER_API_KEY"],
  line: /^data: ?\{ ?"value" ?:/,
  looks: (data) => isValue(data) || isWriterBody(data),
  pieces: (data) =>
    Array.isArray(data.choices)
      ? objectsIn(data.choices).map((each, choice) => ({ choice, text: each.text }))
      : [{ text: data.value }],
  schema: z.object({ value: text, choices: z.nullish(z.array(z.object({ text: z.string() }))) }),
  known: { ...fields("string", "value", "model"), choices: { ...fields("string", "text"), ...fields(true, "log_probs") } },
});

const isValue = (data: JsonObject): boolean => typeof data.value === "string" && Object.keys(data).length === 1;

function isWriterBody(data: JsonObject): boolean {
  return data.id === undefined && data.object === undefined && Object.hasOwn(firstIn(data.choices), "log_probs");
}

/** Text Generation Inference's own API, as used by Hugging Face. */
export const huggingFace = textFamily({
  id: "huggingface.generate",
  title: "Hugging Face text",
  endsSilently: true,
  credentials: ["authorization: Bearer $HF_TOKEN"],
  endpoint: (path) => path.endsWith("/generate_stream"),
  line: /"(?:generated_text|token)" ?:/,
  looks: (data) => isToken(data) || (typeof data.generated_text === "string" && data.token === undefined),
  pieces: (data) => {
    const finish = objectOf(data.details).finish_reason;
    if (!isObject(data.token)) return [{ text: data.generated_text, finish }];
    return [{ text: data.token.special === true ? undefined : data.token.text, finish }];
  },
  usage: ({ details }) => ({ input: objectOf(details).input_length, output: objectOf(details).generated_tokens }),
  schema: z.object({ generated_text: text, token: z.nullish(z.object({ text: z.string() })) }),
  known: {
    token: { ...fields("string", "text"), ...fields(true, "id", "logprob", "special") },
    ...fields(true, "generated_text", "index"),
    details: { ...fields("string", "finish_reason"), ...fields("number", "generated_tokens", "input_length") },
  },
});

function isToken({ token }: JsonObject): boolean {
  return isObject(token) && typeof token.text === "string" && typeof token.special === "boolean";
}

/** Models on Bedrock that are invoked directly: Llama, Titan, Mistral, AI21, DeepSeek. */
export const bedrockInvoke = textFamily({
  id: "bedrock.invoke",
  title: "Bedrock model answer",
  failureWords: {
    CONTENT_FILTERED: "the provider's content filter cut it off",
    content_filter: "the provider's content filter cut it off",
    INTERVENED: "a guardrail stepped in",
  },
  lacksEnd: "no stop reason ever comes",
  endpoint: (path) => /\/model\/[^/]+\/invoke(?:-with-response-stream)?$/.test(path),
  line: /"(?:generation|outputText|outputs|completions|stop_reason)" ?:/,
  looks: (data) => piecesOfModel(data).length > 0,
  pieces: piecesOfModel,
  usage: (data) => {
    const result = firstIn(data.results);
    return {
      input: data.prompt_token_count ?? data.inputTextTokenCount,
      output: data.generation_token_count ?? data.totalOutputTextTokenCount ?? result.tokenCount,
    };
  },
  schema: z.object({
    ...{ generation: text, outputText: text, stop_reason: text, completionReason: text },
    ...{ prompt_token_count: count, generation_token_count: count, inputTextTokenCount: count, totalOutputTextTokenCount: count },
  }),
  known: {
    ...fields("string", "generation", "outputText", "stop_reason", "completionReason"),
    ...fields("number", "prompt_token_count", "generation_token_count", "inputTextTokenCount", "totalOutputTextTokenCount"),
    // The answer that a piece belongs to, and the service's measurements.
    ...fields(true, "index", "id", "prompt", "amazon-bedrock-invocationMetrics", "amazon-bedrock-guardrailAction"),
    results: { ...fields("string", "outputText", "completionReason"), ...fields("number", "tokenCount") },
    outputs: fields("string", "text", "stop_reason"),
    choices: { ...fields("string", "text", "stop_reason"), ...fields(true, "index") },
    completions: { data: fields("string", "text"), finishReason: fields("string", "reason") },
  },
});

/** Agents and knowledge bases on Bedrock: a text in frames, among frames that trace its making. */
export const bedrockAgent = textFamily({
  id: "bedrock.agent",
  title: "Bedrock agent's answer",
  endsSilently: true,
  looks: (data) => typeof objectOf(data.chunk).bytes === "string",
  line: /^$/,
  pieces: ({ bytes }) => (typeof bytes === "string" ? [{ text: bytes }] : []),
  schema: z.object({}),
  known: fields("string", "bytes"),
});

/** Each model has its own field names; empty if there is none of them. */
function piecesOfModel(data: JsonObject) {
  if (typeof data.generation === "string") return [{ text: data.generation, finish: data.stop_reason }];
  if (typeof data.outputText === "string") {
    // A guardrail's own text ends without a reason.
    const guarded = data.totalOutputTextTokenCount === undefined ? undefined : data["amazon-bedrock-guardrailAction"];
    return [{ text: data.outputText, finish: data.completionReason ?? guarded }];
  }
  const { results, outputs, completions, choices } = data;
  if (!(results ?? outputs ?? completions ?? choices)) return [];
  const listed = [
    ...objectsIn(results).map((each) => ({ text: each.outputText, finish: each.completionReason })),
    ...endedBy("stop_reason", outputs),
    ...objectsIn(completions).map((each) => ({
      text: objectOf(each.data).text,
      finish: objectOf(each.finishReason).reason,
    })),
    ...(data.object === undefined ? endedBy("stop_reason", choices) : []),
  ];
  return listed.filter((each) => typeof each.text === "string").map((each, choice) => ({ choice, ...each }));
}

/** Texts with their finish reason, or its absence, in this field. */
function endedBy(reason: string, list: unknown) {
  const texts = objectsIn(list).filter((each) => Object.hasOwn(each, reason) && each.type === undefined);
  return texts.map((each) => ({ text: each.text, finish: each[reason] }));
}
