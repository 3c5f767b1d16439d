/** Reads a Bedrock Converse answer, whole or event by event. */
import { isObject, listOf, numberOf, objectOf, stringOf, type JsonObject } from "../json";
import type { JsonPath } from "../jsonPath";
import { argumentsText } from "./arguments";
import type { CallPart, ChoicePart } from "./assembly";
import type { AnswerReader, Failed, Spoken, Told } from "./declared";
import { errorIn } from "./errorBody";
import { CallBuilder, Placed, type AnswerBuilder } from "./facts/builder";
import type { UsageFacts } from "./facts/facts";

/** In the order in which they are sent. */
export const converseEvents = [
  "messageStart",
  "contentBlockStart",
  "contentBlockDelta",
  "contentBlockStop",
  "messageStop",
  "metadata",
] as const;

/** A part of the answer and its place. */
interface Part {
  readonly value: JsonObject;
  readonly at: JsonPath;
  readonly said: Spoken;
  readonly facts: AnswerBuilder;
}

interface OpenCall {
  readonly index: number;
  readonly facts: CallBuilder;
}

export class ConverseReader implements AnswerReader {
  /** By block index. */
  readonly #calls = new Map<unknown, OpenCall>();
  /** Blocks of the provider's own tools. */
  readonly #hosted = new Map<unknown, string>();
  #callCount = 0;
  #hasEvents = false;
  #ended = false;

  tell(said: Spoken, facts: AnswerBuilder): Told {
    const { data } = said;
    if (isObject(data.error)) {
      this.#ended = true;
      return { failed: failureOf(said) };
    }
    if (Object.hasOwn(data, "output")) return this.#whole(said, facts);
    const type = said.event ?? converseEvents.find((name) => isObject(data[name]));
    if (type === undefined) return {};
    this.#hasEvents = true;
    const steps = said.event === undefined ? [type] : [];
    const value = said.event === undefined ? objectOf(data[type]) : data;
    return this.#event(type, { value, at: steps, said, facts });
  }

  finish(last: Spoken, facts: AnswerBuilder): void {
    if (!this.#hasEvents) return;
    facts.ending = { name: "messageStop", came: this.#ended, last: { path: last.at(), part: "key", chunk: last.chunk } };
  }

  #event(type: string, part: Part): Told {
    const { value, at, said, facts } = part;
    const choice = facts.choice(0);
    choice.seen(said.chunk, () => ({ path: said.at(), part: "key" }));
    switch (type) {
      case "messageStart":
        return { parts: [{ choice: 0, role: stringOf(value.role) }] };
      case "contentBlockStart":
        return { parts: this.#begin(value.contentBlockIndex, within(part, "start")) };
      case "contentBlockDelta":
        return { parts: this.#grow(value.contentBlockIndex, within(part, "delta")) };
      case "messageStop": {
        this.#ended = true;
        choice.finished(value.stopReason, () => said.at(...at, "stopReason"), said.chunk);
        return { parts: [{ choice: 0, finishReason: stringOf(value.stopReason) }] };
      }
      case "metadata":
        return { usage: usageOf(within(part, "usage")) };
      default:
        return {};
    }
  }

  #whole(said: Spoken, facts: AnswerBuilder): Told {
    const { output, stopReason } = said.data;
    const message = objectOf(objectOf(output).message);
    const choice = facts.choice(0);
    choice.seen(said.chunk, () => ({ path: said.at(), part: "key" }));
    const parts = listOf(message.content).flatMap((block, index) => {
      const part = { value: objectOf(block), at: ["output", "message", "content", index], said, facts };
      return this.#begin(index, part);
    });
    choice.finished(stopReason, () => said.at("stopReason"), said.chunk);
    const end = { choice: 0, finishReason: stringOf(stopReason) };
    const usage = usageOf({ value: objectOf(said.data.usage), at: ["usage"], said, facts });
    return { parts: [{ choice: 0, role: stringOf(message.role) }, ...parts, end], usage };
  }

  #begin(index: unknown, part: Part): ChoicePart[] {
    const { value } = part;
    if (!isObject(value.toolUse)) return this.#grow(index, part);
    const type = stringOf(value.toolUse.type) ?? "tool_use";
    if (type !== "tool_use") {
      this.#hosted.set(index, type);
      return [{ choice: 0, items: [{ key: `block ${String(index)}`, type, value: value.toolUse }] }];
    }
    return [{ choice: 0, calls: [this.#call(index, within(part, "toolUse"), true)] }];
  }

  /** The content of a block, or a piece of it. */
  #grow(index: unknown, part: Part): ChoicePart[] {
    const { value, said, facts } = part;
    const parts = this.#partsOf(index, part);
    const [name] = Object.keys(value);
    if (parts.length > 0 && name !== undefined) {
      facts.choice(0).content(said.chunk, name, () => ({ path: said.at(), part: "key" }));
    }
    return parts;
  }

  #partsOf(index: unknown, part: Part): ChoicePart[] {
    const { value } = part;
    if (typeof value.text === "string") return [{ choice: 0, content: value.text }];
    if (isObject(value.reasoningContent)) return reasoningOf(value.reasoningContent);
    if (isObject(value.citationsContent)) return citationsOf(value.citationsContent);
    if (value.citation !== undefined) return [{ choice: 0, annotations: [value.citation] }];
    if (isObject(value.toolUse)) {
      if (!this.#hosted.has(index)) return [{ choice: 0, calls: [this.#call(index, within(part, "toolUse"), false)] }];
      const type = this.#hosted.get(index) ?? "";
      return [{ choice: 0, items: [{ key: `block ${String(index)}`, type, value: value.toolUse, join: joinInput }] }];
    }
    return Object.entries(value)
      .filter(([, each]) => isObject(each) || Array.isArray(each))
      .map(([type, each]) => ({ choice: 0, items: [{ type, value: each }] }));
  }

  /** The start of a call has its id and name, and in a whole answer its input. */
  #call(index: unknown, { value, at, said, facts }: Part, begins: boolean): CallPart {
    const path = (...steps: readonly string[]) => said.at(...at, ...steps);
    const known = begins ? undefined : this.#calls.get(index);
    const call = known ?? this.#newCall(index, { path: path(), part: "key" as const }, said, facts);
    const { toolUseId, name, input } = value;
    call.facts.id(toolUseId, () => path("toolUseId"), said.chunk);
    call.facts.name(name, () => path("name"), said.chunk);
    if (typeof input === "string") call.facts.piece(input, () => path("input"), said.chunk);
    else if (input !== undefined) call.facts.input(input, () => path("input"), said.chunk);
    const sent = input === undefined ? undefined : argumentsText(input);
    return { index: call.index, id: stringOf(toolUseId), name: stringOf(name), arguments: sent };
  }

  #newCall(index: unknown, place: { path: JsonPath; part: "key" }, { chunk }: Spoken, facts: AnswerBuilder): OpenCall {
    const call = { index: this.#callCount++, facts: new CallBuilder(place, chunk, this.#callCount - 1, true) };
    facts.choice(0).call(call.index, () => call.facts);
    this.#calls.set(index, call);
    return call;
  }
}

function within(part: Part, name: string): Part {
  return { ...part, value: objectOf(part.value[name]), at: [...part.at, name] };
}

/** Text in pieces, or whole with its signature. Redacted reasoning is an item. */
function reasoningOf(reasoning: JsonObject): ChoicePart[] {
  const { text, signature, redactedContent, reasoningText } = {
    ...reasoning,
    ...objectOf(reasoning.reasoningText),
  } as JsonObject;
  const hidden = redactedContent === undefined ? [] : [{ type: "redactedContent", value: redactedContent }];
  const signed = signature === undefined ? [] : [{ type: "signature", value: signature }];
  const said = typeof text === "string" ? [{ choice: 0, reasoning: text }] : [];
  const items = [...hidden, ...signed];
  if (said.length + items.length === 0 && reasoningText === undefined) return [];
  return items.length === 0 ? said : [...said, { choice: 0, items }];
}

function citationsOf({ content, citations }: JsonObject): ChoicePart[] {
  const texts = listOf(content).map((each) => stringOf(objectOf(each).text) ?? "");
  return [{ choice: 0, content: texts.join(""), annotations: listOf(citations) }];
}

function joinInput(before: unknown, added: unknown): JsonObject {
  const [whole, piece] = [objectOf(before), objectOf(added)];
  return { ...whole, ...piece, input: `${stringOf(whole.input) ?? ""}${stringOf(piece.input) ?? ""}` };
}

/** Tokens written to or read from the cache count only in the total. */
function usageOf({ value, at, said }: Part): UsageFacts | undefined {
  const [input, output, total] = [value.inputTokens, value.outputTokens, value.totalTokens].map(numberOf);
  if (input === undefined && output === undefined && total === undefined) return undefined;
  const aside = (numberOf(value.cacheReadInputTokens) ?? 0) + (numberOf(value.cacheWriteInputTokens) ?? 0);
  const sum = total === undefined ? undefined : new Placed(total, () => said.at(...at, "totalTokens"), said.chunk);
  return { input, output, aside, total: sum };
}

function failureOf(said: Spoken): Failed | undefined {
  const error = errorIn(said.data.error);
  if (error === undefined) return undefined;
  const words = [error.type, error.message].filter((each) => each !== null && each !== "").join(": ");
  return { error, what: `the stream ends with an exception (${words})`, place: { path: said.at() } };
}
