/** OpenAI chat completions, streamed or whole; every provider with a compatible API answers in it. */
import { isObject, listOf, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import type { ChunkNote, Reassembled, Usage } from "../reassembled";
import type { Chunk, Recording } from "../recording";
import { schemaProblems } from "../schemaProblems";
import { joinParts, noteOf, type CallPart, type ChoicePart } from "./assembly";
import { bodyNote, errorOf, lastModel, tokenUsage } from "./body";
import type { Family } from "./family";
import { chunkSchema, completionSchema } from "./openaiChatSchema";

export const openaiChat: Family = { id: "openai.chat", title: "OpenAI chat completion", recognises, validate, reassemble };

/** A piece of a stream has deltas where a whole answer has messages. */
function formOf(chunk: Chunk): "piece" | "whole" | undefined {
  // The class is the client's own, OGX's copy of it or a parsed variant: its name ends alike.
  if (chunk.type?.endsWith("ChatCompletionChunk") === true) return "piece";
  if (chunk.type?.endsWith("ChatCompletion") === true) return "whole";
  const { object } = objectOf(chunk.data);
  return object === "chat.completion.chunk" ? "piece" : object === "chat.completion" ? "whole" : undefined;
}

function recognises(chunk: Chunk): boolean {
  return formOf(chunk) !== undefined;
}

function validate(chunk: Chunk) {
  const schema = formOf(chunk) === "piece" ? chunkSchema : completionSchema;
  return schemaProblems(schema, chunk.data, [], "so replay hands out its parts as plain data that a client cannot read");
}

function reassemble(recording: Recording): Reassembled {
  const read = recording.chunks.map((chunk) => (recognises(chunk) ? objectOf(chunk.data) : undefined));
  const parts = read.map((data) => (data === undefined ? [] : partsOf(data)));
  return {
    family: openaiChat.id,
    streaming: recording.response.isStreaming,
    model: lastModel(read, "model"),
    choices: joinParts(parts),
    usage: read.map(usageOf).findLast((usage) => usage !== null) ?? null,
    error: errorOf(recording),
    disagreements: [],
    notes: recording.chunks.map((chunk, index) => noteFor(chunk, read[index], parts[index] ?? [])),
  };
}

function partsOf(data: JsonObject): ChoicePart[] {
  return listOf(data.choices)
    .filter(isObject)
    .map((choice, position) => {
      const message = objectOf(choice.delta ?? choice.message);
      return {
        choice: integerOf(choice.index) ?? position,
        role: stringOf(message.role) || undefined,
        content: stringOf(message.content),
        reasoning: reasoningOf(message),
        refusal: stringOf(message.refusal),
        calls: callsOf(message),
        annotations: listOf(message.annotations),
        finishReason: stringOf(choice.finish_reason),
      };
    });
}

/** Providers send it under either name; some send the same text under both at once. */
function reasoningOf(message: JsonObject): string | undefined {
  const [one, other] = [stringOf(message.reasoning_content), stringOf(message.reasoning)];
  if (one === undefined || other === undefined) return one ?? other;
  return one === other ? one : one + other;
}

function callsOf(message: JsonObject): CallPart[] {
  const calls = listOf(message.tool_calls).filter(isObject).map(callOf);
  // The deprecated single call has no index and no id.
  return isObject(message.function_call) ? [...calls, { ...callOf({ function: message.function_call }), index: 0 }] : calls;
}

function callOf(call: JsonObject): CallPart {
  const called = objectOf(call.function ?? call.custom);
  return {
    index: integerOf(call.index),
    id: stringOf(call.id) || undefined,
    name: stringOf(called.name) || undefined,
    arguments: stringOf(called.arguments) ?? stringOf(called.input),
  };
}

function usageOf(data: JsonObject | undefined): Usage | null {
  return tokenUsage(data?.usage, ["prompt_tokens", "completion_tokens", "total_tokens"]);
}

function noteFor(chunk: Chunk, data: JsonObject | undefined, parts: readonly ChoicePart[]): ChunkNote {
  if (data === undefined) return bodyNote(chunk);
  const note = noteOf(parts);
  if (note !== undefined && note.kind !== "role") return note;
  const usage = usageOf(data);
  if (usage !== null) return { kind: "usage", adds: `${usage.inputTokens ?? "?"} in, ${usage.outputTokens ?? "?"} out` };
  return note ?? { kind: "empty", adds: "" };
}

function integerOf(value: unknown): number | undefined {
  const number = numberOf(value);
  return Number.isInteger(number) ? number : undefined;
}
