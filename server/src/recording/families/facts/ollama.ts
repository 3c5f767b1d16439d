/** Facts of Ollama's chats and completions. */
import { isObject, listOf, numberOf, objectOf } from "../../json";
import type { Chunk } from "../../recording";
import { CallBuilder, type AnswerBuilder, type ChoiceBuilder } from "./builder";

export function readOllama(chunks: readonly Chunk[], answer: AnswerBuilder): void {
  for (const chunk of chunks) {
    const data = objectOf(chunk.data);
    const { dataPath: path, index } = chunk;
    const choice = answer.choice(0);
    choice.seen(index, () => (Object.hasOwn(data, "done") ? { path: [...path, "done"] } : { path, part: "key" }));
    const message = objectOf(data.message);
    const text = [message.content, message.thinking, data.response, data.thinking].some(
      (each) => each !== undefined && each !== "" && each !== null,
    );
    const calls = listOf(message.tool_calls);
    if (text || calls.length > 0) choice.content(index, "content", () => ({ path, part: "key" }));
    for (const [position, call] of calls.entries()) readCall(choice, call, [...path, "message", "tool_calls", position], index);
    if (data.done === true) {
      const reason = typeof data.done_reason === "string" && data.done_reason !== "" ? data.done_reason : "done";
      choice.finished(reason, () => [...path, Object.hasOwn(data, "done_reason") ? "done_reason" : "done"], index);
    }
    if (numberOf(data.eval_count) !== undefined) {
      answer.usage = { input: numberOf(data.prompt_eval_count), output: numberOf(data.eval_count), aside: 0, total: undefined };
    }
  }
}

/** Ollama's calls come whole, without index and id. */
function readCall(choice: ChoiceBuilder, call: unknown, path: readonly (string | number)[], chunk: number): void {
  const called = objectOf(objectOf(call).function);
  const facts = new CallBuilder({ path, part: "key" }, chunk, choice.callCount, false);
  choice.call(choice.callCount, () => facts);
  facts.name(called.name, () => [...path, "function", "name"], chunk);
  if (isObject(called.arguments) || called.arguments !== undefined)
    facts.input(called.arguments, () => [...path, "function", "arguments"], chunk);
  else facts.freeText();
}
