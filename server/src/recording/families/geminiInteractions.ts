/** Gemini interactions, whole or streamed, in both generations: `content.*` … `interaction.complete`, and `step.*` … `interaction.completed`. */
import { isObject, listOf, objectOf, stringOf, type JsonObject } from "../json";
import type { Usage } from "../reassembled";
import type { Chunk, Recording } from "../recording";
import type { ChoicePart } from "./assembly";
import { argumentsText, Blocks, itemOf } from "./blocks";
import { tokenUsage } from "./body";
import { readInteractions } from "./facts/interactions";
import { geminiCredentials } from "./geminiCredentials";
import type { Family } from "./family";
import { inTwoPasses } from "./twoPasses";
import { interactionSchemas } from "./geminiInteractionsSchema";
import { errorIn, objectIn, reassembleDeclared, declaredProblems, type Spoken, type Declared } from "./declared";

export const geminiInteractions: Family = {
  id: "gemini.interactions",
  title: "Gemini interaction",
  credentials: geminiCredentials,
  endpoint: (path) => path.endsWith("/interactions"),
  recognises,
  validate: (chunk) => {
    const data = objectIn(chunk);
    const schema = interactionSchemas.get(data?.object === "interaction" ? "interaction" : (stringOf(data?.event_type) ?? ""));
    return schema === undefined ? [] : declaredProblems(schema, chunk, "so a Gemini client cannot read the answer");
  },
  read: inTwoPasses((recording: Recording) => {
    const reader = new Reader();
    return reassembleDeclared("gemini.interactions", recording, (said) => reader.tell(said));
  }, readInteractions),
};

const eventLines = /^event: ?(?:interaction|content|step)\.|^data: ?\{[^\n]*"event_type": ?"(?:interaction|content|step)\./m;

function recognises({ data }: Chunk): boolean {
  if (typeof data === "string") return eventLines.test(data);
  if (!isObject(data)) return false;
  return data.object === "interaction" || /^(interaction|content|step)\./.test(stringOf(data.event_type) ?? "");
}

class Reader {
  readonly #blocks = new Blocks();
  #answered = false;

  tell({ data, event }: Spoken): Declared {
    switch (data.event_type ?? event) {
      case "content.start":
        return this.#parts(this.#begin(data.index, objectOf(data.content)));
      case "step.start":
        return this.#parts(this.#begin(data.index, objectOf(data.step)));
      case "content.delta":
      case "step.delta":
        return {
          ...this.#parts(this.#delta(data.index, objectOf(data.delta))),
          usage: usageOf(objectOf(data.metadata).total_usage),
        };
      case "content.stop":
      case "step.stop":
        return this.#parts(this.#end(data.index));
      case "interaction.complete":
      case "interaction.completed":
        return this.#whole(objectOf(data.interaction), true);
      case "error":
        return { error: errorIn(data.error) };
      default:
        return data.object === "interaction" ? this.#whole(data, true) : this.#whole(objectOf(data.interaction), false);
    }
  }

  #parts(parts: readonly ChoicePart[]): Declared {
    if (parts.length > 0) this.#answered = true;
    return { parts };
  }

  /** An interaction as it stands; the last one of a stream repeats nothing that came before, or all of it. */
  #whole(interaction: JsonObject, over: boolean): Declared {
    const outputs = this.#answered ? [] : [...listOf(interaction.outputs), ...listOf(interaction.steps)].filter(isObject);
    const parts = outputs.flatMap((output, index) => [...this.#begin(index, output), ...this.#end(index)]);
    const finishReason = over ? stringOf(interaction.status) : undefined;
    const role = stringOf(interaction.role);
    return {
      parts:
        role === undefined && finishReason === undefined ? parts : [{ choice: 0, role }, ...parts, { choice: 0, finishReason }],
      model: stringOf(interaction.model),
      usage: usageOf(interaction.usage),
      error: errorIn(listOf(interaction.errors)[0]),
    };
  }

  #begin(index: unknown, block: JsonObject): ChoicePart[] {
    const type = stringOf(block.type) ?? "";
    this.#blocks.begin(index, type, block, type === "function_call");
    switch (type) {
      case "text":
        return [{ choice: 0, content: stringOf(block.text), annotations: annotationsOf(block) }];
      case "model_output":
        return listOf(block.content).filter(isObject).map(outputPart);
      case "thought":
        return [...listOf(block.summary).filter(isObject).map(summaryPart), ...signature(block.signature)];
      case "function_call":
        return this.#call(index, block);
      case "user_input":
        return [];
      default:
        return [{ choice: 0, items: [itemOf(index, type, block)] }];
    }
  }

  #delta(index: unknown, delta: JsonObject): ChoicePart[] {
    switch (delta.type) {
      case "text":
        return [outputPart(delta)];
      case "thought":
      case "thought_summary":
        return [summaryPart(isObject(delta.content) ? delta.content : delta)];
      case "thought_signature":
        return signature(delta.signature);
      case "text_annotation":
      case "text_annotation_delta":
        return [{ choice: 0, annotations: annotationsOf(delta) }];
      case "arguments_delta":
        return this.#json(index, delta.arguments);
      case "function_call":
        if (this.#blocks.typeOf(index) === undefined) this.#blocks.begin(index, "function_call", delta, true);
        return [...this.#call(index, delta), ...this.#json(index, delta.arguments)];
      default:
        return [{ choice: 0, items: [{ type: stringOf(delta.type) ?? "", value: delta }] }];
    }
  }

  #call(index: unknown, block: JsonObject): ChoicePart[] {
    const part = this.#blocks.callPart(index, stringOf(block.id), stringOf(block.name));
    return part === undefined ? [] : [part];
  }

  #json(index: unknown, value: unknown): ChoicePart[] {
    const part = value === undefined || value === null ? undefined : this.#blocks.addJson(index, argumentsText(value));
    return part === undefined ? [] : [part];
  }

  #end(index: unknown): ChoicePart[] {
    const part = this.#blocks.end(index, "arguments");
    return part === undefined ? [] : [part];
  }
}

/** A piece of what the model put out; images, sounds and documents are kept as they are. */
function outputPart(content: JsonObject): ChoicePart {
  if (content.type !== "text") return { choice: 0, items: [{ type: stringOf(content.type) ?? "", value: content }] };
  return { choice: 0, content: stringOf(content.text), annotations: annotationsOf(content) };
}

function summaryPart(content: JsonObject): ChoicePart {
  return { choice: 0, reasoning: stringOf(content.text) ?? stringOf(content.thought) };
}

function annotationsOf(block: JsonObject): readonly unknown[] | undefined {
  const annotations = listOf(block.annotations);
  return annotations.length > 0 ? annotations : undefined;
}

/** What proves to the provider that the reasoning is its own, when a later turn quotes it. */
function signature(value: unknown): ChoicePart[] {
  return typeof value === "string" && value !== "" ? [{ choice: 0, items: [{ type: "thought_signature", value }] }] : [];
}

function usageOf(usage: unknown): Usage | null {
  return tokenUsage(usage, ["total_input_tokens", "total_output_tokens", "total_tokens"]);
}
