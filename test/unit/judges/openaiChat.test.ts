/** What npm `openai` makes of a stream of chat chunks, next to what the model makes of it. */
import { ChatCompletionStream } from "openai/lib/ChatCompletionStream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Reassembled } from "../../../server/src/recording/reassembled";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { corpusFiles, corpusFolder } from "../../support/corpus";
import { chatChunk, deltaChunk, recordingText } from "../../support/recordings";

const root = corpusFolder();

describe.skipIf(root === undefined)("on every chat stream of other people", () => {
  it("the model sees what openai-node sees", async () => {
    let [same, chunks, characters, calls] = [0, 0, 0, 0];
    const refused = new Map<string, number>();
    for (const { path, name, text } of corpusFiles(root!)) {
      const file = readRecordingFile(name, text);
      if (file.family.id !== "openai.chat" || !file.reassembled.streaming) continue;
      const sent = file.recording!.chunks.map(({ data }) => data);
      const judged = await judge(sent);
      if (typeof judged === "string") {
        refused.set(judged, (refused.get(judged) ?? 0) + 1);
        continue;
      }
      expect(seenByUs(file.reassembled), path).toEqual(judged);
      // Of reasoning, which is no field of OpenAI's, openai-node keeps the last piece.
      const others = file.reassembled.disagreements.filter(({ what }) => !what.startsWith("`reasoning"));
      expect(others, path).toEqual([]);
      same++;
      chunks += sent.length;
      characters += judged.choices.reduce((sum, { content }) => sum + (content?.length ?? 0), 0);
      calls += judged.choices.reduce((sum, { toolCalls }) => sum + toolCalls.length, 0);
    }
    console.log(`${same} chat streams as openai-node sees them: ${chunks} chunks, ${characters} characters, ${calls} tool calls`);
    for (const [why, count] of refused) console.log(`${count} streams openai-node gives up on: ${why}`);
    expect(same).toBeGreaterThan(600);
    expect([...refused.keys()].filter((why) => !explained.test(why))).toEqual([]);
  });
});

/** Streams that broke off, or hold no answer at all: there is nothing to compare, and the SDK says so. */
const explained = /^missing (finish_reason|role) for choice \d+$|^request ended without sending any chunks$/;

describe("on any stream of well-formed chunks", () => {
  const text = fc.option(fc.string({ unit: "binary", maxLength: 5 }), { nil: null });
  const call = fc.record({ index: fc.nat({ max: 2 }), text: fc.string({ maxLength: 6 }) });
  const delta = fc.record({ content: text, refusal: text, tool_calls: fc.array(call, { maxLength: 2 }) }, { requiredKeys: [] });
  const stream = fc.array(fc.record({ choice: fc.nat({ max: 1 }), delta }), { maxLength: 20 });

  it("the model sees what openai-node sees", async () => {
    await fc.assert(
      fc.asyncProperty(stream, async (deltas) => {
        const sent = wellFormed(deltas);
        const ours = readRecordingFile("x.json", recordingText(sent, true)).reassembled;
        expect(seenByUs(ours)).toEqual(await judge(sent.map((chunk) => chunk.__data__)));
      }),
      { numRuns: 200 },
    );
  });
});

type Deltas = readonly { choice: number; delta: { tool_calls?: readonly { index: number; text: string }[] } }[];

/** The deltas as chunks, calls named where they begin, each choice with role and finish. */
function wellFormed(deltas: Deltas) {
  const begun = new Set<string>();
  const chunks = deltas.map(({ choice, delta }) => {
    const calls = delta.tool_calls?.map(({ index: wished, text }) => {
      // Calls begin in the order of their indices: both SDKs fail where one is left out.
      const index = Math.min(wished, [...begun].filter((key) => key.startsWith(`${choice} `)).length);
      const key = `${choice} ${index}`;
      if (begun.has(key)) return { index, function: { arguments: text } };
      begun.add(key);
      return { index, id: `call_${key}`, type: "function", function: { name: `f${index}`, arguments: text } };
    });
    return deltaChunk({ ...delta, tool_calls: calls }, null, choice);
  });
  const roles = [0, 1].map((index) => deltaChunk({ role: "assistant" }, null, index));
  const ends = [0, 1].map((index) => deltaChunk({}, "stop", index));
  return [...roles, ...chunks, ...ends, chatChunk({ usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } })];
}

/** What both see of an answer: empty lists for calls, null for a text that nothing of was said. */
interface Seen {
  readonly choices: readonly {
    readonly index: number;
    readonly content: string | null;
    readonly refusal: string | null;
    readonly finishReason: string | null;
    readonly toolCalls: readonly { readonly id: string | null; readonly name: string | null; readonly arguments: string }[];
    readonly logprobs: readonly string[];
  }[];
  readonly usage: readonly (number | null)[] | null;
}

function seenByUs({ choices, usage }: Reassembled): Seen {
  return {
    choices: choices.map((choice) => ({
      index: choice.index,
      content: choice.content?.text ?? null,
      // The SDK does not count an empty refusal as sent.
      refusal: choice.refusal?.text || null,
      finishReason: choice.finishReason?.value ?? null,
      toolCalls: choice.toolCalls.map((call) => ({
        id: call.id?.value ?? null,
        name: call.name?.value ?? null,
        arguments: call.arguments.text,
      })),
      logprobs: choice.logprobs.map(({ token, logprob }) => `${token} ${logprob}`),
    })),
    usage: usage && [usage.inputTokens, usage.outputTokens, usage.totalTokens],
  };
}

/** What the SDK's accumulator sees, or the message with which it gives up. */
async function judge(chunks: readonly unknown[]): Promise<Seen | string> {
  const lines = chunks.map((chunk) => `${JSON.stringify(chunk)}\n`).join("");
  try {
    const completion = await ChatCompletionStream.fromReadableStream(new Blob([lines]).stream()).finalChatCompletion();
    return {
      choices: completion.choices.map(({ index, message, finish_reason, logprobs }) => ({
        index,
        content: message.content,
        refusal: message.refusal,
        finishReason: finish_reason,
        toolCalls: (message.tool_calls ?? []).filter(Boolean).map((call) => ({
          id: call.id,
          name: call.type === "function" ? call.function.name : call.custom.name,
          arguments: call.type === "function" ? call.function.arguments : call.custom.input,
        })),
        logprobs: [...(logprobs?.content ?? []), ...(logprobs?.refusal ?? [])].map(({ token, logprob }) => `${token} ${logprob}`),
      })),
      usage: completion.usage
        ? [completion.usage.prompt_tokens, completion.usage.completion_tokens, completion.usage.total_tokens]
        : null,
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
