/** The answer as a client had it after a chunk. */
import type { Choice, Reassembled, TracedText } from "../../../server/src/protocol";
import { textAfter } from "../text/pieces";

/** `chunk` counts from 0; null returns the whole answer unchanged. */
export function answerAt(answer: Reassembled, chunk: number | null): Reassembled {
  if (chunk === null || chunk >= answer.notes.length - 1) return answer;
  const usageChunk = answer.notes.findLastIndex(({ kind }) => kind === "usage");
  return {
    ...answer,
    choices: answer.choices.map((choice) => choiceAt(choice, chunk)),
    usage: usageChunk >= 0 && usageChunk <= chunk ? answer.usage : null,
    error: null,
    disagreements: answer.disagreements.filter((each) => each.chunk <= chunk),
    also: answer.also.filter((each) => each.chunk <= chunk),
  };
}

function choiceAt(choice: Choice, chunk: number): Choice {
  const text = (whole: TracedText | null) => whole && textAfter(whole, chunk);
  const sent = <T extends { readonly chunk: number }>(list: readonly T[]) => list.filter((each) => each.chunk <= chunk);
  return {
    ...choice,
    content: text(choice.content),
    reasoning: text(choice.reasoning),
    refusal: text(choice.refusal),
    toolCalls: choice.toolCalls.flatMap((call) => {
      const [id, name] = [call.id, call.name].map((part) => (part && part.chunk <= chunk ? part : null));
      const sentArguments = textAfter(call.arguments, chunk);
      const hasPieces = call.arguments.pieces.length > 0;
      if (!id && !name && !(hasPieces && sentArguments)) return [];
      return [{ ...call, id: id ?? null, name: name ?? null, arguments: sentArguments ?? { text: "", pieces: [] } }];
    }),
    annotations: sent(choice.annotations),
    items: sent(choice.items),
    logprobs: sent(choice.logprobs),
    finishReason: choice.finishReason && choice.finishReason.chunk <= chunk ? choice.finishReason : null,
  };
}
