/** Facts of Anthropic's messages: whole, or as events that open, fill and close blocks. */
import type { JsonPath } from "../../document";
import { isObject, listOf, numberOf, objectOf, stringOf } from "../../json";
import type { Chunk } from "../../recording";
import { Blocks } from "./blockOrder";
import { CallBuilder, type AnswerBuilder, type ChoiceBuilder } from "./builder";
import { eventsOf, type StreamEvent } from "./events";

export function readAnthropic(chunks: readonly Chunk[], answer: AnswerBuilder): void {
  const [only] = chunks;
  const whole = objectOf(only?.data);
  if (chunks.length === 1 && only !== undefined && whole.type === "message") {
    readMessage(only, answer);
    return;
  }
  readEvents(eventsOf(chunks), answer);
}

function readMessage(chunk: Chunk, answer: AnswerBuilder): void {
  const { content, stop_reason } = objectOf(chunk.data);
  const choice = answer.choice(0);
  choice.seen(chunk.index, () => ({ path: [...chunk.dataPath, "stop_reason"] }));
  for (const [at, block] of listOf(content).entries()) {
    beginBlock(choice, at, block, [...chunk.dataPath, "content", at], chunk.index);
  }
  choice.finished(stop_reason, () => [...chunk.dataPath, "stop_reason"], chunk.index);
}

function beginBlock(choice: ChoiceBuilder, index: number, block: unknown, path: JsonPath, chunk: number): void {
  if (!isObject(block) || block.type !== "tool_use") return;
  const call = choice.call(index, () => new CallBuilder({ path, part: "key" }, chunk, choice.callCount, true));
  call.id(block.id, () => [...path, "id"], chunk);
  call.name(block.name, () => [...path, "name"], chunk);
  if (block.input !== undefined && !isEmpty(block.input)) call.input(block.input, () => [...path, "input"], chunk);
}

const isEmpty = (value: unknown): boolean => isObject(value) && Object.keys(value).length === 0;

const fillers: Readonly<Record<string, readonly string[]>> = {
  text: ["text_delta", "citations_delta"],
  thinking: ["thinking_delta", "signature_delta"],
  tool_use: ["input_json_delta"],
  server_tool_use: ["input_json_delta"],
};

function readEvents(events: readonly StreamEvent[], answer: AnswerBuilder): void {
  const choice = answer.choice(0);
  const blocks = new Blocks("block", answer);
  let started: StreamEvent | undefined;
  let stopped = false;
  for (const event of events) {
    const { type, data, path, chunk } = event;
    choice.seen(chunk, () => ({ path, part: "key" }));
    if (type === "error") {
      answer.failed(`the stream ends with an error (${stringOf(objectOf(data.error).message) ?? "no message"})`, { path });
      stopped = true;
    }
    if (type === "message_start") {
      if (started !== undefined) blocks.twice(event, started);
      started ??= event;
    } else if (started === undefined && /^(content_block|message)_/.test(type)) {
      blocks.tooEarly(event, "message_start");
      started = event;
    }
    if (type === "content_block_start") {
      blocks.open(event, stringOf(objectOf(data.content_block).type));
      beginBlock(choice, numberOf(data.index) ?? -1, data.content_block, [...path, "content_block"], chunk);
      choice.content(chunk, type, () => ({ path }));
    } else if (type === "content_block_delta") {
      blocks.fill(event, stringOf(objectOf(data.delta).type), fillers);
      const index = numberOf(data.index) ?? -1;
      const delta = objectOf(data.delta);
      if (delta.type === "input_json_delta") choice.known(index)?.piece(delta.partial_json, () => path, chunk);
      choice.content(chunk, type, () => ({ path }));
    } else if (type === "content_block_stop") blocks.close(event);
    else if (type === "message_delta") {
      choice.finished(objectOf(data.delta).stop_reason, () => path, chunk);
      blocks.end(event);
    } else if (type === "message_stop") {
      stopped = event.ended;
      blocks.end(event);
    }
  }
  const last = events.at(-1);
  if (last !== undefined) {
    answer.ending = { name: "message_stop", came: stopped, last: { path: last.path, chunk: last.chunk } };
  }
}
