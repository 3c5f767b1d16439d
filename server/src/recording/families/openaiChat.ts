/** OpenAI chat completions, streamed or whole, as used by every provider with a compatible API. */
import { compactJson, isObject, listOf, objectOf, stringOf, type JsonObject } from "../json";
import type { Chunk, Problem } from "../recording";
import { schemaProblems } from "../schemaProblems";
import type { CallPart, ChoicePart, ItemPart } from "./assembly";
import { wrongWords } from "./closedWords";
import type { Family } from "./family";
import { chunkSchema, completionSchema, sentSchema } from "./openaiChatSchema";
import { isSoundCompletion, isSoundPiece } from "./openaiChatShape";
import { isNoCall } from "./openaiCalls";
import { failureIn, isLineOf, readCompletion, type Dialect } from "./openaiChunks";
import { chatDisagreements } from "./openaiDisagreements";
import { knownOfChat } from "./openaiKnown";
import { chatLogprobs } from "./openaiLogprobs";
import { declaredProblems, objectIn } from "./declared";

export const openaiChat: Family = {
  id: "openai.chat",
  title: "OpenAI chat completion",
  failureWords: {
    content_filter: "the provider's content filter cut it off",
    // OpenRouter and Mistral, z.ai, DeepSeek, and Gemini's OpenAI-compatible API.
    error: "the provider failed",
    network_error: "the provider failed",
    sensitive: "the provider's content filter cut it off",
    insufficient_system_resource: "the provider had no room for it",
    function_call_filter: "the model made a malformed tool call",
  },
  hasOneId: true,
  finishWithoutCalls: "stop",
  wrongWords,
  endpoint: (path) => path.endsWith("/chat/completions"),
  recognises: (chunk) => formOf(chunk.type, chunk.data) !== undefined,
  isSound,
  validate,
  validateSent: (chunk) =>
    failureIn(objectOf(objectIn(chunk))) === undefined
      ? declaredProblems(sentSchema, chunk, "so a client cannot read the answer")
      : [],
  read: (recording, unsound) => readCompletion(dialect, recording, unsound),
};

/** A piece of a stream has deltas, a whole answer has messages. */
type Form = "piece" | "whole" | undefined;

function formOf(type: string | undefined, data: unknown): Form {
  if (type !== last.type) last = { type, form: formOfType(type) };
  if (last.form !== undefined) return last.form;
  if (typeof data === "string") return isLineOf(data, "chat.completion.chunk") ? "piece" : undefined;
  if (!isObject(data)) return undefined;
  if (data.object === "chat.completion.chunk") return "piece";
  if (data.object === "chat.completion") return "whole";
  return formOfChoice(data);
}

/** Most chunks have the same type as the one before. */
let last: { readonly type: string | undefined; readonly form: Form } = { type: undefined, form: undefined };

/** The class is the client's own, OGX's copy of it or a parsed variant; all have names with the same ending. */
function formOfType(type: string | undefined): Form {
  if (type?.endsWith("ChatCompletionChunk") === true) return "piece";
  return type?.endsWith("ChatCompletion") === true ? "whole" : undefined;
}

/** Providers that leave `object` out or empty are recognized by the content of their choices. */
function formOfChoice(data: JsonObject): Form {
  return (data.object ?? "") === "" ? formOfFirst(data) : undefined;
}

function formOfFirst({ choices }: JsonObject): Form {
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  if (!isObject(choice)) return undefined;
  return isObject(choice.delta) ? "piece" : isObject(choice.message) ? "whole" : undefined;
}

function isSound(chunk: Chunk): boolean {
  const form = formOf(chunk.type, chunk.data);
  return form === "piece" ? isSoundPiece(chunk.data) : form === "whole" && isSoundCompletion(chunk.data);
}

function validate(chunk: Chunk): readonly Problem[] {
  // A failure has a shape of its own.
  if (failureIn(objectOf(objectIn(chunk))) !== undefined) return [];
  if (typeof chunk.data === "string") return declaredProblems(chunkSchema, chunk, consequence);
  const piece = (formOf(chunk.type, chunk.data) ?? formOfFirst(objectOf(chunk.data))) === "piece";
  return schemaProblems(piece ? chunkSchema : completionSchema, chunk.data, [], consequence);
}

const consequence = "so replay returns its parts as plain data that a client cannot read";

const dialect: Dialect = {
  family: "openai.chat",
  fits: (type, data) => (formOf(type, data) ?? formOfFirst(data)) !== undefined,
  partOf,
  hasRoles: true,
  known: knownOfChat,
  disagreements: ({ read, parts }) => chatDisagreements(read, parts),
};

function partOf(choice: JsonObject, position: number): ChoicePart {
  const said = choice.delta ?? choice.message;
  const message = isObject(said) ? said : {};
  return {
    choice: integerOf(choice.index) ?? position,
    role: stringOf(message.role) || undefined,
    content: contentOf(message),
    reasoning: reasoningOf(message),
    refusal: stringOf(message.refusal),
    calls: callsOf(message),
    annotations: Array.isArray(message.annotations) ? message.annotations : undefined,
    items: audioOf(message),
    logprobs: chatLogprobs(choice.logprobs),
    finishReason: stringOf(choice.finish_reason) || undefined,
  };
}

/** A few providers send the content as a list of text parts. */
function contentOf(message: JsonObject): string | undefined {
  if (!Array.isArray(message.content)) return stringOf(message.content);
  return (message.content as readonly unknown[]).map((part) => (isObject(part) ? (stringOf(part.text) ?? "") : "")).join("");
}

/** Providers use either name; some send the same text under both. */
function reasoningOf(message: JsonObject): string | undefined {
  const one = stringOf(message.reasoning_content);
  const other = stringOf(message.reasoning);
  if (one === undefined || other === undefined) {
    return one ?? other ?? detailsOf(message.reasoning_details) ?? thinkingIn(message.content);
  }
  return one === other ? one : one + other;
}

/** Mistral sends it as special parts of the content. */
function thinkingIn(content: unknown): string | undefined {
  const thoughts = listOf(content).flatMap((part) => objectOf(part).thinking ?? []);
  if (thoughts.length === 0) return undefined;
  return thoughts.map((thought) => stringOf(thought) ?? stringOf(objectOf(thought).text) ?? "").join("");
}

/** Some only send it in parts of several types; unreadable ones are shown next to the answer. */
function detailsOf(details: unknown): string | undefined {
  if (!Array.isArray(details)) return undefined;
  const texts = details.flatMap((detail) => textOfDetail(objectOf(detail)) ?? []);
  return texts.length === 0 ? undefined : texts.join("");
}

const textOfDetail = ({ text, summary }: JsonObject): string | undefined => stringOf(text) ?? stringOf(summary);

function audioOf(message: JsonObject): readonly ItemPart[] | undefined {
  return isObject(message.audio) && Object.values(message.audio).some(Boolean)
    ? [{ key: "audio", type: "audio", value: message.audio, join: joinAudio }]
    : undefined;
}

/** Audio and transcript come in pieces, everything else once. */
function joinAudio(before: unknown, added: unknown): JsonObject {
  const [whole, piece] = [objectOf(before), objectOf(added)];
  const said = Object.entries(piece).filter(([, value]) => value !== null);
  return {
    ...whole,
    ...Object.fromEntries(said),
    ...joinedText("data", whole, piece),
    ...joinedText("transcript", whole, piece),
  };
}

function joinedText(field: string, whole: JsonObject, piece: JsonObject): JsonObject {
  const [before, added] = [stringOf(whole[field]), stringOf(piece[field])];
  return before === undefined || added === undefined ? {} : { [field]: before + added };
}

function callsOf(message: JsonObject): readonly CallPart[] | undefined {
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls.filter(isObject).map(callOf) : undefined;
  if (!isObject(message.function_call) || isNoCall(message.function_call)) return calls;
  // The deprecated single call has no index and no id.
  return [...(calls ?? []), { ...callOf({ function: message.function_call }), index: 0 }];
}

function callOf(call: JsonObject): CallPart {
  const { name, arguments: sent, input } = objectOf(call.function ?? call.custom);
  return {
    index: integerOf(call.index),
    id: stringOf(call.id) || undefined,
    name: stringOf(name) || undefined,
    arguments: stringOf(sent) ?? stringOf(input) ?? (isObject(sent) ? compactJson(sent, Infinity) : undefined),
  };
}

function integerOf(value: unknown): number | undefined {
  return Number.isInteger(value) ? (value as number) : undefined;
}
