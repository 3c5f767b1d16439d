/** Facts of OpenAI's Responses: whole, or as events about items and their parts. */
import type { JsonPath } from "../../document";
import { isObject, listOf, numberOf, objectOf, stringOf } from "../../json";
import type { Chunk } from "../../recording";
import { CallBuilder, type AnswerBuilder, type ChoiceBuilder } from "./builder";
import { eventsOf, type StreamEvent } from "./events";
import { Joined } from "./joined";
import { openaiUsage } from "./usage";

export function readResponses(chunks: readonly Chunk[], answer: AnswerBuilder): void {
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined && objectOf(only.data).object === "response") {
    readResponse(objectOf(only.data), only.dataPath, only.index, answer);
    return;
  }
  readEvents(eventsOf(chunks), answer);
}

function readResponse(response: Readonly<Record<string, unknown>>, path: JsonPath, chunk: number, answer: AnswerBuilder): void {
  const choice = answer.choice(0);
  choice.seen(chunk, () => ({ path: [...path, "status"] }));
  for (const [at, item] of listOf(response.output).entries()) {
    const call = beginItem(choice, at, item, [...path, "output", at], chunk);
    if (isObject(item)) finishItem(call, item, [...path, "output", at], chunk);
  }
  if (isObject(response.usage)) answer.usage = openaiUsage(response.usage, () => [...path, "usage"], chunk);
  if (response.status === "failed") {
    answer.failed(`the response failed (${stringOf(objectOf(response.error).message) ?? "no message"})`, {
      path: [...path, "status"],
    });
  }
  choice.finished(response.status, () => [...path, "status"], chunk);
}

function beginItem(choice: ChoiceBuilder, index: number, item: unknown, path: JsonPath, chunk: number): CallBuilder | undefined {
  if (!isObject(item) || (item.type !== "function_call" && item.type !== "custom_tool_call")) return undefined;
  const call = choice.call(index, () => new CallBuilder({ path, part: "key" }, chunk, choice.callCount, true));
  if (item.type === "custom_tool_call") call.freeText();
  call.id(item.call_id, () => [...path, "call_id"], chunk);
  call.name(item.name, () => [...path, "name"], chunk);
  return call;
}

/** The whole item says its arguments once more; they count where no deltas brought them. */
function finishItem(call: CallBuilder | undefined, item: Readonly<Record<string, unknown>>, path: JsonPath, chunk: number): void {
  if (call !== undefined && !call.hasPieces && item.type === "function_call")
    call.piece(item.arguments, () => [...path, "arguments"], chunk);
}

const endings = new Set(["response.completed", "response.failed", "response.incomplete", "error"]);

function readEvents(events: readonly StreamEvent[], answer: AnswerBuilder): void {
  const choice = answer.choice(0);
  const items = new Items(answer);
  const joined = new Joined(answer);
  let sequence = -1;
  let ended: StreamEvent | undefined;
  for (const event of events) {
    const { type, data, path, chunk } = event;
    choice.seen(chunk, () => ({ path, part: "key" }));
    const number = numberOf(data.sequence_number);
    if (number !== undefined) {
      if (number <= sequence) items.notRising(event, number, sequence);
      sequence = Math.max(sequence, number);
    }
    // A failure is sent twice: as an error, and as what became of the response.
    if (ended !== undefined && !(ended.type === "error" && type === "response.failed"))
      choice.content(chunk, type, () => ({ path, part: "key" }));
    const index = numberOf(data.output_index);
    if (type === "response.output_item.added" && index !== undefined) {
      items.added.set(index, event);
      beginItem(choice, index, data.item, [...path, "item"], chunk);
    } else if (index !== undefined && type.startsWith("response.")) {
      // An item that comes whole needs no beginning.
      if (type === "response.output_item.done" && items.isNew(index)) {
        items.added.set(index, event);
        beginItem(choice, index, data.item, [...path, "item"], chunk);
      }
      if (!items.known(event, index)) continue;
      const call = choice.known(index);
      if (type === "response.function_call_arguments.delta") call?.piece(data.delta, () => [...path, "delta"], chunk);
      if (type === "response.function_call_arguments.done" && call?.hasPieces === false)
        call.piece(data.arguments, () => [...path, "arguments"], chunk);
      if (type === "response.output_item.done" && isObject(data.item)) finishItem(call, data.item, [...path, "item"], chunk);
      joined.read(event, index);
    } else if (endings.has(type)) {
      if (ended?.type !== "error") end(event, choice, answer);
      if (event.ended) ended ??= event;
    }
  }
  const last = events.at(-1);
  if (last !== undefined) {
    answer.ending = {
      name: "response.completed",
      came: ended !== undefined,
      last: { path: last.path, part: "key", chunk: last.chunk },
    };
  }
}

function end({ type, data, path, chunk }: StreamEvent, choice: ChoiceBuilder, answer: AnswerBuilder): void {
  if (type === "error") {
    const said = stringOf(data.message) ?? stringOf(objectOf(data.error).message) ?? "no message";
    answer.failed(`the stream ends with an error (${said})`, { path: [...path, "message"] });
  } else {
    const response = objectOf(data.response);
    if (type === "response.failed") {
      const said = stringOf(objectOf(response.error).message) ?? "no message";
      answer.failed(`the response failed (${said})`, { path: [...path, "response", "error"] });
    }
    if (isObject(response.usage)) answer.usage = openaiUsage(response.usage, () => [...path, "response", "usage"], chunk);
  }
  choice.finished(type, () => [...path, "type"], chunk);
}

/** What came of each item, and what came of items that never began. */
class Items {
  readonly added = new Map<number, StreamEvent>();
  readonly #strangers = new Set<number>();
  #fell = false;

  constructor(readonly answer: AnswerBuilder) {}

  isNew(index: number): boolean {
    return !this.added.has(index) && !this.#strangers.has(index);
  }

  known(event: StreamEvent, index: number): boolean {
    if (this.added.has(index)) return true;
    if (this.#strangers.has(index)) return false;
    this.#strangers.add(index);
    const message = `Chunk ${event.chunk + 1} is a \`${event.type}\` of item ${index}, which no \`response.output_item.added\` began, so a client fails on it.`;
    this.answer.order({ path: event.path, part: "key", chunk: event.chunk, severity: "error", lacksEarlier: true, message });
    return false;
  }

  notRising(event: StreamEvent, number: number, before: number): void {
    if (this.#fell) return;
    this.#fell = true;
    this.answer.order({
      path: [...event.path, "sequence_number"],
      chunk: event.chunk,
      severity: "warning",
      lacksEarlier: false,
      message: `\`sequence_number\` is ${number} after ${before}, so the events are not in the order in which they were sent.`,
    });
  }
}
