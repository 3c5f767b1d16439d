/**
 * Words that OpenAI's client takes from closed lists: with any other one it refuses the whole chunk, and replay hands out plain data. An empty
 * word, as Azure's first chunk has it, is left alone.
 */
import type { JsonPath } from "../document";
import { isObject, listOf, nameValue, objectOf } from "../json";
import type { Chunk, Problem } from "../recording";

const roles = ["assistant", "developer", "system", "user", "tool"];
const objects = ["chat.completion.chunk", "chat.completion"];
const callTypes = ["function", "custom"];

/** What is wrong with the words of one chat chunk or completion. */
export function wrongWords({ data, dataPath }: Chunk): Problem[] {
  const { object, choices } = objectOf(data);
  if (isAllowed(object, objects) && (!Array.isArray(choices) || choices.every(isPlain))) return none;
  const reports = [...wrongWord(object, objects, () => [...dataPath, "object"])];
  if (!Array.isArray(choices)) return reports;
  for (let at = 0; at < choices.length; at++) {
    const choice = objectOf(choices[at]);
    const holder = isObject(choice.delta) ? "delta" : "message";
    const message = objectOf(choice[holder]);
    const base = (): JsonPath => [...dataPath, "choices", at, holder];
    for (const report of wrongWord(message.role, roles, () => [...base(), "role"])) reports.push(report);
    for (const [position, call] of listOf(message.tool_calls).entries()) {
      const path = (): JsonPath => [...base(), "tool_calls", position, "type"];
      for (const report of wrongWord(objectOf(call).type, callTypes, path)) reports.push(report);
    }
  }
  return reports;
}

const none: Problem[] = [];

/** A choice with the usual words and no call: nearly every one. */
function isPlain(choice: unknown): boolean {
  const { delta, message } = objectOf(choice);
  const { role, tool_calls: calls } = objectOf(isObject(delta) ? delta : message);
  return !Array.isArray(calls) && isAllowed(role, roles);
}

const isAllowed = (word: unknown, allowed: readonly string[]): boolean =>
  typeof word !== "string" || word === "" || allowed.includes(word);

function wrongWord(word: unknown, allowed: readonly string[], path: () => JsonPath): Problem[] {
  if (isAllowed(word, allowed)) return none;
  const key = String(path().at(-1));
  const message = `\`${key}\` is ${nameValue(word)} and should be one of ${allowed.join(", ")}, so replay hands out its parts as plain data that a client cannot read.`;
  return [{ path: path(), message, fields: [key] }];
}
