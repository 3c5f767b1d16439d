/** Anthropic messages, whole or streamed as server-sent events; several providers copy the format. */
import { isObject, listOf, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import type { Usage } from "../reassembled";
import type { Chunk, Recording } from "../recording";
import type { ChoicePart } from "./assembly";
import { messageSchemas } from "./anthropicMessagesSchema";
import { argumentsText, Blocks, itemOf } from "./blocks";
import { readAnthropic } from "./facts/anthropic";
import type { Family } from "./family";
import { inTwoPasses } from "./twoPasses";
import { errorIn, objectIn, reassembleDeclared, declaredProblems, type Spoken, type Declared } from "./declared";

export const anthropicMessages: Family = {
  id: "anthropic.messages",
  title: "Anthropic message",
  endsWithReason: true,
  finishWithoutCalls: "end_turn",
  credentials: ["x-api-key: $ANTHROPIC_API_KEY", "anthropic-version: 2023-06-01"],
  mixesTypes: true,
  endpoint: (path) => path.endsWith("/messages"),
  recognises,
  validate: (chunk) => {
    const schema = messageSchemas.get(stringOf(objectIn(chunk)?.type) ?? "");
    return schema === undefined ? [] : declaredProblems(schema, chunk, "so an Anthropic client cannot read the answer");
  },
  read: inTwoPasses((recording: Recording) => {
    const reader = new Reader();
    return reassembleDeclared("anthropic.messages", recording, (said) => reader.tell(said));
  }, readAnthropic),
};

const eventTypes = /^(?:message_(?:start|delta|stop)|content_block_(?:start|delta|stop))$/;
const eventLines =
  /^(?:event: ?|data: ?\{[^\n]*?"type": ?")(?:message_(?:start|delta|stop)|content_block_(?:start|delta|stop))|^event: ?ping|^data: ?\{ ?"type": ?"ping"/m;

function recognises(chunk: Chunk): boolean {
  const { data, type } = chunk;
  if (typeof data === "string") return eventLines.test(data);
  if (type?.startsWith("anthropic.types.") === true) return true;
  if (!isObject(data) || typeof data.type !== "string") return false;
  return eventTypes.test(data.type) || (data.type === "message" && Array.isArray(data.content));
}

class Reader {
  readonly #blocks = new Blocks();
  #usage: JsonObject = {};

  tell({ data }: Spoken): Declared {
    switch (data.type) {
      case "message":
        return this.#message(data);
      case "message_start":
        return this.#message(objectOf(data.message));
      case "content_block_start":
        return { parts: this.#begin(data.index, objectOf(data.content_block)) };
      case "content_block_delta":
        return { parts: this.#delta(data.index, objectOf(data.delta)) };
      case "content_block_stop": {
        const part = this.#blocks.end(data.index, "input");
        return part === undefined ? {} : { parts: [part] };
      }
      case "message_delta":
        return {
          parts: [{ choice: 0, finishReason: stringOf(objectOf(data.delta).stop_reason) }],
          usage: this.#count(data.usage),
        };
      case "error":
        return { error: errorIn(data.error) };
      default:
        return {};
    }
  }

  #message(message: JsonObject): Declared {
    const begun = { choice: 0, role: stringOf(message.role) };
    const blocks = listOf(message.content).filter(isObject);
    const parts = blocks.flatMap((block, index) => {
      const begin = this.#begin(index, block);
      const end = this.#blocks.end(index, "input");
      return end === undefined ? begin : [...begin, end];
    });
    const finish = { choice: 0, finishReason: stringOf(message.stop_reason) };
    return { parts: [begun, ...parts, finish], model: stringOf(message.model), usage: this.#count(message.usage) };
  }

  #begin(index: unknown, block: JsonObject): ChoicePart[] {
    const type = stringOf(block.type) ?? "";
    this.#blocks.begin(index, type, block, type === "tool_use");
    if (type === "text") return [{ choice: 0, content: stringOf(block.text), annotations: listOf(block.citations) }];
    if (type === "thinking") return [{ choice: 0, reasoning: stringOf(block.thinking), ...signature(block.signature) }];
    if (type !== "tool_use") return [{ choice: 0, items: [itemOf(index, type, block)] }];
    const call = this.#blocks.callPart(index, stringOf(block.id), stringOf(block.name));
    return call === undefined ? [] : [call];
  }

  #delta(index: unknown, delta: JsonObject): ChoicePart[] {
    switch (delta.type) {
      case "text_delta":
        return [{ choice: 0, content: stringOf(delta.text) }];
      case "thinking_delta":
        return [{ choice: 0, reasoning: stringOf(delta.thinking) }];
      case "signature_delta":
        return [{ choice: 0, ...signature(delta.signature) }];
      case "citations_delta":
        return [{ choice: 0, annotations: delta.citation === undefined ? [] : [delta.citation] }];
      case "input_json_delta": {
        const part = this.#blocks.addJson(index, argumentsText(delta.partial_json ?? ""));
        return part === undefined ? [] : [part];
      }
      default:
        return [];
    }
  }

  /** Counts are cumulative: a later one takes the place of an earlier one, one that is left out stays. */
  #count(usage: unknown): Usage | null {
    if (!isObject(usage)) return null;
    this.#usage = { ...this.#usage, ...Object.fromEntries(Object.entries(usage).filter(([, count]) => count !== null)) };
    const { input_tokens: input, output_tokens: output } = this.#usage;
    return { inputTokens: numberOf(input) ?? null, outputTokens: numberOf(output) ?? null, totalTokens: null };
  }
}

/** What proves to the provider that the reasoning is its own, when a later turn quotes it. */
function signature(value: unknown): Partial<ChoicePart> {
  return typeof value === "string" && value !== "" ? { items: [{ type: "signature", value }] } : {};
}
