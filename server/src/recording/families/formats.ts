/** The families that have no module of their own yet, as data: how to know them, and what little is read of them. */
import { compactJson, isObject, listOf, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import type { CallPart, ChoicePart } from "./assembly";

export interface Format {
  readonly id: string;
  readonly title: string;
  readonly mixesTypes?: boolean;
  /** Fits the `__type__`. */
  readonly types?: RegExp;
  /** Fits a chunk (or body) that is an object, by its own fields. */
  readonly looks?: (data: JsonObject) => boolean;
  /** Fits a line of server-sent events. */
  readonly lines?: RegExp;
  /** What a chunk adds to the answer; without it the chunks are shown as they are. */
  readonly parts?: (data: JsonObject) => readonly ChoicePart[];
  /** The names of the model, and of the object with the token counts and its fields for input, output and total. */
  readonly model?: readonly string[];
  readonly usage?: { readonly of: (data: JsonObject) => unknown; readonly names: readonly [string, string, string | undefined] };
}

export const formats: readonly Format[] = [
  {
    id: "anthropic.messages",
    title: "Anthropic message",
    types: /^anthropic\.types\./,
    mixesTypes: true,
    looks: (data) => data.type === "message" && Array.isArray(data.content),
    lines: /^(event: |data: \{"type": ?")(message_(start|delta|stop)|content_block_(start|delta|stop))/,
    parts: (data) => [
      { choice: 0, role: stringOf(data.role), finishReason: stringOf(data.stop_reason) },
      ...objectsIn(data.content).map(anthropicBlock),
    ],
    model: ["model"],
    usage: { of: (data) => data.usage, names: ["input_tokens", "output_tokens", undefined] },
  },
  {
    id: "gemini.generate",
    title: "Gemini answer",
    types: /(^|\.)GenerateContentResponse$/,
    looks: (data) => Array.isArray(data.candidates) || isObject(data.usage_metadata) || isObject(data.usageMetadata),
    parts: (data) =>
      objectsIn(data.candidates).flatMap((candidate, position) => geminiParts(candidate, numberOf(candidate.index) ?? position)),
    model: ["model_version", "modelVersion"],
    usage: { of: geminiUsage, names: ["input", "output", "total"] },
  },
  {
    id: "gemini.interactions",
    title: "Gemini interaction",
    looks: (data) => data.object === "interaction",
    lines: /^event: (interaction|content|step)\./,
    parts: (data) => objectsIn(data.outputs).map(interactionOutput),
    model: ["model"],
    usage: { of: (data) => data.usage, names: ["total_input_tokens", "total_output_tokens", "total_tokens"] },
  },
  {
    id: "ollama.chat",
    title: "Ollama chat",
    types: /^ollama\._types\.ChatResponse$/,
    looks: (data) => isObject(data.message) && typeof data.done === "boolean",
    parts: (data) => {
      const message = objectOf(data.message);
      return [
        {
          choice: 0,
          role: stringOf(message.role),
          content: stringOf(message.content),
          reasoning: stringOf(message.thinking),
          calls: objectsIn(message.tool_calls).map((call) => wholeCall(objectOf(call.function), undefined)),
          finishReason: stringOf(data.done_reason),
        },
      ];
    },
    model: ["model"],
    usage: { of: (data) => data, names: ["prompt_eval_count", "eval_count", undefined] },
  },
  {
    id: "ollama.generate",
    title: "Ollama completion",
    types: /^ollama\._types\.GenerateResponse$/,
    looks: (data) => typeof data.response === "string" && typeof data.done === "boolean",
    parts: (data) => [
      {
        choice: 0,
        content: stringOf(data.response),
        reasoning: stringOf(data.thinking),
        finishReason: stringOf(data.done_reason),
      },
    ],
    model: ["model"],
    usage: { of: (data) => data, names: ["prompt_eval_count", "eval_count", undefined] },
  },
];

const objectsIn = (value: unknown): JsonObject[] => listOf(value).filter(isObject);

/** A call that comes whole, its arguments as an object. */
function wholeCall(call: JsonObject, input: unknown): CallPart {
  const said = input ?? call.arguments ?? call.args ?? {};
  const text = typeof said === "string" ? said : compactJson(said, Infinity);
  return { begins: true, id: stringOf(call.id), name: stringOf(call.name), arguments: text };
}

function anthropicBlock(block: JsonObject): ChoicePart {
  if (block.type === "tool_use") return { choice: 0, calls: [wholeCall(block, block.input)] };
  return { choice: 0, content: stringOf(block.text), reasoning: stringOf(block.thinking) };
}

function interactionOutput(output: JsonObject): ChoicePart {
  if (output.type === "function_call") return { choice: 0, calls: [wholeCall(output, undefined)] };
  return output.type === "text" ? { choice: 0, content: stringOf(output.text) } : { choice: 0 };
}

function geminiParts(candidate: JsonObject, choice: number): ChoicePart[] {
  const content = objectOf(candidate.content);
  const finishReason = stringOf(candidate.finish_reason ?? candidate.finishReason);
  const parts = objectsIn(content.parts).map((part): ChoicePart => {
    const call = part.function_call ?? part.functionCall;
    if (isObject(call)) return { choice, calls: [wholeCall(call, undefined)] };
    return { choice, [part.thought === true ? "reasoning" : "content"]: stringOf(part.text) };
  });
  return [{ choice, role: stringOf(content.role) }, ...parts, { choice, finishReason }];
}

function geminiUsage(data: JsonObject) {
  const counts = objectOf(data.usage_metadata ?? data.usageMetadata);
  return {
    input: counts.prompt_token_count ?? counts.promptTokenCount,
    output: counts.candidates_token_count ?? counts.candidatesTokenCount,
    total: counts.total_token_count ?? counts.totalTokenCount,
  };
}
