/** A content block of a message as Anthropic's clients see it: it starts with an object and grows by deltas. */
import { isObject, stringOf, type JsonObject } from "../json";
import type { Annotation, AnswerItem, ToolCall, Traced, TracedText } from "../reassembled";
import type { ChoicePart } from "./assembly";
import { argumentsText } from "./arguments";
import type { CallBuilder } from "./facts/builder";
import { jsonOf } from "./sse";
import { joinTexts, TextBuilder } from "./tracedText";
import type { Told } from "./anthropicTransitions";

export class Block {
  readonly type: string;
  readonly texts = new TextBuilder();
  readonly json = new TextBuilder();
  readonly citations: Annotation[] = [];
  closed: Told | undefined;
  /** The first empty delta after an input that was complete at the start. */
  emptied: Told | undefined;
  #value: JsonObject;
  #signature: Traced<string> | undefined;
  #chunk: number;

  constructor(
    value: JsonObject,
    readonly start: Told,
    /** The facts of the call, if the block is one that the client answers. */
    readonly call: CallBuilder | undefined,
  ) {
    this.#value = value;
    this.#chunk = start.chunk;
    this.type = stringOf(value.type) ?? "";
    this.texts.add(start.chunk, stringOf(this.type === "thinking" ? value.thinking : value.text) ?? "");
    if (Array.isArray(value.citations))
      for (const each of value.citations) this.citations.push({ value: each, chunk: start.chunk });
    this.#sign(value.signature, start.chunk);
  }

  get value(): JsonObject {
    return this.#value;
  }

  /** The block started with arguments of its own, which deltas then replace. */
  get hasInput(): boolean {
    const { input } = this.#value;
    return isObject(input) ? Object.keys(input).length > 0 : input !== undefined && input !== null && input !== "";
  }

  /** The start of the block as part of the answer. */
  begun(): ChoicePart {
    if (this.type === "text")
      return { choice: 0, content: this.texts.text, annotations: this.citations.map(({ value }) => value) };
    if (this.type === "thinking") return { choice: 0, reasoning: this.texts.text, ...signed(this.#value.signature) };
    if (this.type !== "tool_use") return { choice: 0, items: [{ type: this.type, value: this.#value }] };
    const { name, input } = this.#value;
    return { choice: 0, calls: [{ name: stringOf(name), arguments: this.hasInput ? argumentsText(input) : "" }] };
  }

  /** Adds a delta that the block accepts, and returns it as part of the answer. */
  grow(delta: JsonObject, chunk: number): ChoicePart {
    this.#chunk = chunk;
    switch (delta.type) {
      case "text_delta": {
        const content = stringOf(delta.text) ?? "";
        this.texts.add(chunk, content);
        return { choice: 0, content };
      }
      case "thinking_delta": {
        const reasoning = stringOf(delta.thinking) ?? "";
        this.texts.add(chunk, reasoning);
        return { choice: 0, reasoning };
      }
      case "signature_delta":
        this.#sign(delta.signature, chunk);
        return { choice: 0, ...signed(delta.signature) };
      case "citations_delta": {
        if (delta.citation === undefined || delta.citation === null) return { choice: 0 };
        this.citations.push({ value: delta.citation, chunk });
        return { choice: 0, annotations: [delta.citation] };
      }
      case "input_json_delta":
        return this.#growJson(argumentsText(delta.partial_json ?? ""), chunk);
      default: {
        this.#value = { ...this.#value, ...delta, type: this.type };
        return { choice: 0, items: [{ type: this.type, value: this.#value }] };
      }
    }
  }

  /** The final call; `index` counts the calls of the message. */
  toolCall(index: number): ToolCall {
    const { id, name } = this.#value;
    const traced = (value: unknown) => (typeof value === "string" && value !== "" ? { value, chunk: this.start.chunk } : null);
    return { index, id: traced(id), name: traced(name), arguments: this.#arguments() };
  }

  /** The block's other content. */
  items(): AnswerItem[] {
    const { type } = this;
    if (type === "thinking") return this.#signature === undefined ? [] : [{ type: "signature", ...this.#signature }];
    if (type === "text" || type === "tool_use") return [];
    const { text } = this.json;
    const value = text === "" ? this.#value : { ...this.#value, input: jsonOf(text) ?? text };
    return [{ type, value, chunk: this.#chunk }];
  }

  #growJson(json: string, chunk: number): ChoicePart {
    this.json.add(chunk, json);
    return this.type === "tool_use" ? { choice: 0, calls: [{ arguments: json }] } : { choice: 0 };
  }

  /** A later signature replaces an earlier one. It proves to the provider that the thoughts are its own. */
  #sign(value: unknown, chunk: number): void {
    if (typeof value === "string" && value !== "") this.#signature = { value, chunk };
  }

  #arguments(): TracedText {
    if (this.json.text !== "") return this.json.build();
    const { input } = this.#value;
    const whole = new TextBuilder();
    if (input !== undefined && input !== null) whole.add(this.start.chunk, argumentsText(input));
    return whole.build();
  }
}

function signed(value: unknown): Partial<ChoicePart> {
  return typeof value === "string" && value !== "" ? { items: [{ type: "signature", value }] } : {};
}

/** The texts of all blocks of a type, joined in order; null if there is no such block. */
export function textOf(blocks: readonly Block[], type: "text" | "thinking"): TracedText | null {
  const [first, ...more] = blocks.flatMap((block) => (block.type === type ? [block.texts] : []));
  return first === undefined ? null : more.length === 0 ? first.build() : joinTexts([first, ...more]);
}
