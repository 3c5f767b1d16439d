/** What a chat answer says, in the same words for us and for the clients. */
import { isObject, listOf, objectOf, stringOf } from "../../../server/src/recording/json";
import type { Choice, Reassembled } from "../../../server/src/recording/reassembled";

export interface Said {
  readonly choices: readonly object[];
  readonly usage: readonly unknown[] | null;
}

/** Nothing and an empty text are the same. */
const said = (value: unknown): unknown => (value === "" || value === undefined ? null : value);

export function oursOf({ choices, usage }: Reassembled): Said {
  return { choices: choices.map(ourChoice), usage: usage && [usage.inputTokens, usage.outputTokens] };
}

function ourChoice({ index, role, content, reasoning, refusal, toolCalls, items, finishReason }: Choice) {
  return {
    index,
    role,
    content: said(content?.text),
    reasoning: said(reasoning?.text),
    refusal: said(refusal?.text),
    calls: toolCalls.map((call) => ({
      id: said(call.id?.value),
      name: said(call.name?.value),
      arguments: said(call.arguments.text),
    })),
    audio: audioOf(items[0]?.value),
    finish: said(finishReason?.value),
  };
}

export function theirsOf({ choices, usage }: Readonly<Record<string, unknown>>): Said {
  const { prompt_tokens: input = null, completion_tokens: output = null } = objectOf(usage);
  return {
    choices: listOf(choices).filter(isObject).map(theirChoice),
    usage: input === null && output === null ? null : [input, output],
  };
}

function theirChoice({ index, message, finish_reason: finish }: Readonly<Record<string, unknown>>) {
  const told = objectOf(message);
  const { function_call: called } = told;
  const calls = [...listOf(told.tool_calls), ...(isObject(called) ? [{ function: called }] : [])].map(objectOf);
  return {
    index,
    role: roleOf(told.role),
    content: said(told.content),
    // What is no text is told beside the answer.
    reasoning: said(stringOf(told.reasoning_content) ?? stringOf(told.reasoning) ?? detailsOf(told.reasoning_details)),
    refusal: said(told.refusal),
    calls: calls.map((call) => {
      const { name, arguments: sent, input } = objectOf(call.function ?? call.custom);
      return { id: said(call.id), name: said(name), arguments: said(sent ?? input) };
    }),
    audio: audioOf(told.audio),
    finish: said(finish),
  };
}

/** openai-python writes a role as often as it comes, and providers send it with every chunk: nobody goes by it. */
function roleOf(role: unknown): unknown {
  return typeof role === "string" && role.replaceAll("assistant", "") === "" ? said(role.slice(0, "assistant".length)) : role;
}

function detailsOf(details: unknown): string | undefined {
  if (!Array.isArray(details)) return undefined;
  return details.map((detail) => stringOf(objectOf(detail).text) ?? "").join("");
}

/** openai-python adds up the times at which sound expires, and its id: those say nothing. */
function audioOf(audio: unknown) {
  const { data, transcript } = objectOf(audio);
  return { data: said(data), transcript: said(transcript) };
}
