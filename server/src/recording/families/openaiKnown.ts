/** The fields of completions that are read, or are bookkeeping; all others are shown next to the answer. */
import { isObject, type JsonObject } from "../json";
import { fields, usageFields, type KnownFields } from "./also";
import { errorFields } from "./errorBody";

const common = {
  // The last two are padding that hides the length of a piece, as OpenAI and Mistral name it.
  ...fields(true, "id", "object", "created", "system_fingerprint", "obfuscation", "p"),
  model: "string",
  usage: usageFields("prompt_tokens", "completion_tokens", "total_tokens"),
} as const;

const choice = { ...fields(true, "index", "obfuscation"), finish_reason: "string", error: errorFields } as const;

const token = { ...fields(true, "bytes"), token: "string", logprob: "number" } as const;
const tokens = { ...token, top_logprobs: token };

/** Arguments are text, or an object in its place. */
const called = ({ arguments: sent }: JsonObject): KnownFields => ({
  ...fields("string", "name", "input"),
  arguments: isObject(sent) ? true : "string",
});
const call = { ...fields(true, "index", "type"), id: "string", function: called, custom: called } as const;

const message: KnownFields = {
  ...fields("string", "role", "reasoning", "reasoning_content", "refusal"),
  tool_calls: call,
  function_call: called,
};

const contentPart = ({ text, thinking }: JsonObject): KnownFields => {
  if (thinking !== undefined) {
    return { ...fields("string", "type"), thinking: typeof thinking === "string" ? "string" : fields("string", "type", "text") };
  }
  return fields(true, ...(typeof text === "string" ? ["type", "text"] : []));
};

/** Content may be a list of parts; reasoning under two names is shown once. */
function knownOfMessage({ content, reasoning, reasoning_content, annotations, audio }: JsonObject): KnownFields {
  const said = reasoning_content ?? reasoning ?? undefined;
  const detail = ({ text, summary }: JsonObject) =>
    fields(
      true,
      "type",
      "format",
      "index",
      "id",
      ...(said === undefined || said === (text ?? summary) ? ["text", "summary"] : []),
    );
  const kept = [...(Array.isArray(annotations) ? ["annotations"] : []), ...(isObject(audio) ? ["audio"] : [])];
  return {
    ...message,
    ...fields(true, ...kept),
    content: typeof content === "string" ? "string" : contentPart,
    reasoning_details: detail,
  };
}

export const knownOfChat: KnownFields = {
  ...common,
  choices: {
    ...choice,
    delta: knownOfMessage,
    message: knownOfMessage,
    logprobs: { content: tokens, refusal: tokens },
  },
};

export const knownOfCompletions: KnownFields = {
  ...common,
  choices: ({ text, delta }) => ({ ...completed, ...(isObject(delta) && delta.content === text ? fields(true, "delta") : {}) }),
};

const completed: KnownFields = {
  ...choice,
  text: "string",
  logprobs: fields(true, "tokens", "token_logprobs", "top_logprobs", "text_offset"),
};
