/** Facts of Gemini's interactions: whole, or as events of either generation (`content.*`, `step.*`). */
import { isObject, listOf, numberOf, objectOf, stringOf } from "../../json";
import type { Chunk } from "../../recording";
import { Blocks } from "./blockOrder";
import { CallBuilder, type AnswerBuilder, type ChoiceBuilder } from "./builder";
import { eventsOf, type StreamEvent } from "./events";
import { usageFacts } from "./usage";

export function readInteractions(chunks: readonly Chunk[], answer: AnswerBuilder): void {
  const [only] = chunks;
  const whole = objectOf(only?.data);
  if (chunks.length === 1 && only !== undefined && whole.object === "interaction") {
    const choice = answer.choice(0);
    choice.seen(0, () => ({ path: [...only.dataPath, "status"] }));
    for (const [at, output] of [...listOf(whole.outputs), ...listOf(whole.steps)].entries()) {
      const key = at < listOf(whole.outputs).length ? "outputs" : "steps";
      beginCall(choice, at, objectOf(output), [...only.dataPath, key, at], 0);
    }
    choice.finished(whole.status, () => [...only.dataPath, "status"], 0);
    return;
  }
  readEvents(eventsOf(chunks), answer);
}

function beginCall(
  choice: ChoiceBuilder,
  index: number,
  block: Readonly<Record<string, unknown>>,
  path: readonly (string | number)[],
  chunk: number,
) {
  if (block.type !== "function_call") return;
  const call = choice.call(index, () => new CallBuilder({ path, part: "key" }, chunk, choice.callCount, false));
  call.name(block.name, () => [...path, "name"], chunk);
  const { arguments: args } = block;
  if (typeof args === "string") call.piece(args, () => [...path, "arguments"], chunk);
  else if (args !== undefined && args !== null && !(isObject(args) && Object.keys(args).length === 0))
    call.input(args, () => [...path, "arguments"], chunk);
}

function readEvents(events: readonly StreamEvent[], answer: AnswerBuilder): void {
  const choice = answer.choice(0);
  const blocks = new Blocks("block", answer);
  let started: StreamEvent | undefined;
  let stopped = false;
  for (const event of events) {
    const { type, data, path, chunk } = event;
    choice.seen(chunk, () => ({ path, part: "key" }));
    if (type === "interaction.start" || type === "interaction.created") {
      if (started !== undefined) blocks.twice(event, started);
      started ??= event;
    } else if (started === undefined && /^(content|step|interaction)\./.test(type)) {
      blocks.tooEarly(event, "interaction.start");
      started = event;
    }
    if (/^(content|step)\.start$/.test(type)) {
      blocks.open(event, undefined);
      const key = type === "step.start" ? "step" : "content";
      beginCall(choice, numberOf(data.index) ?? -1, objectOf(data[key]), [...path, key], chunk);
      choice.content(chunk, type, () => ({ path, part: "key" }));
    } else if (/^(content|step)\.delta$/.test(type)) {
      blocks.fill(event, undefined, {});
      const delta = objectOf(data.delta);
      const call = choice.known(numberOf(data.index) ?? -1);
      if (delta.type === "arguments_delta") call?.piece(delta.arguments, () => path, chunk);
      // The first generation says the call whole in a delta.
      if (delta.type === "function_call") beginCall(choice, numberOf(data.index) ?? -1, delta, [...path, "delta"], chunk);
      choice.content(chunk, type, () => ({ path, part: "key" }));
    } else if (/^(content|step)\.stop$/.test(type)) blocks.close(event);
    else if (/^interaction\.completed?$/.test(type)) {
      stopped = event.ended;
      blocks.end(event);
      const interaction = objectOf(data.interaction);
      readUsage(objectOf(interaction.usage), [...path, "interaction", "usage"], chunk, answer);
      choice.finished(stringOf(interaction.status) ?? "completed", () => path, chunk);
    } else if (type === "error") {
      answer.failed(`the stream ends with an error (${stringOf(objectOf(data.error).message) ?? "no message"})`, { path });
      stopped = true;
    }
  }
  const last = events.at(-1);
  if (last === undefined) return;
  const name = events.some(({ type }) => type.startsWith("step.") || type === "interaction.created")
    ? "interaction.completed"
    : "interaction.complete";
  answer.ending = { name, came: stopped, last: { path: last.path, part: "key", chunk: last.chunk } };
}

function readUsage(
  usage: Readonly<Record<string, unknown>>,
  path: readonly (string | number)[],
  chunk: number,
  answer: AnswerBuilder,
) {
  const aside = (numberOf(usage.total_tool_use_tokens) ?? 0) + (numberOf(usage.total_thought_tokens) ?? 0);
  answer.usage = usageFacts(usage, usageNames, aside, { path: () => path, chunk }) ?? answer.usage;
}

const usageNames = { input: ["total_input_tokens"], output: ["total_output_tokens"], total: ["total_tokens"] };
