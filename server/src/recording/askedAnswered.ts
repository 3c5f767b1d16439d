/** What was asked and answered in words, and where that stands in the file. */
import { isObject, listOf } from "./json";
import type { JsonPath } from "./jsonPath";
import type { RecordingInDocument } from "./recordingDocument";
import { promptOf } from "./request";

export interface Said {
  readonly text: string;
  /** Of the string that says it. */
  readonly path: JsonPath;
}

/** The last text of what was asked; undefined where nothing was asked in words. */
export function askedLast({ recording }: Pick<RecordingInDocument, "recording">): Said | undefined {
  const prompt = promptOf(recording?.request);
  return prompt === undefined ? undefined : lastText(prompt.turns.at(-1), prompt.lastPath);
}

/** The first text of the answer where one string says it, as in what is no stream; undefined elsewhere. */
export function answeredFirst({ recording, reassembled }: RecordingInDocument): Said | undefined {
  const text = reassembled.choices.find(({ content }) => content?.text)?.content;
  const chunk = recording?.chunks[text?.pieces[0]?.chunk ?? 0];
  return text && chunk ? stringIn(chunk.data, chunk.dataPath, text.text.slice(0, 1000)) : undefined;
}

/** Of a message, an item or a part. */
function lastText(turn: unknown, path: JsonPath): Said | undefined {
  if (typeof turn === "string") return turn === "" ? undefined : { text: turn, path };
  const name = isObject(turn) ? textNames.find((each) => turn[each] !== undefined && turn[each] !== null) : undefined;
  if (!isObject(turn) || name === undefined) return undefined;
  const said = turn[name];
  if (typeof said === "string") return lastText(said, [...path, name]);
  const parts = listOf(said);
  for (let at = parts.length - 1; at >= 0; at--) {
    const found = lastText(parts[at], [...path, name, at]);
    if (found) return found;
  }
  return undefined;
}

const textNames = ["content", "parts", "text", "output"];

/** The first string that begins so. */
function stringIn(value: unknown, path: JsonPath, start: string): Said | undefined {
  if (typeof value === "string") return value.startsWith(start) ? { text: value, path } : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  const steps = Array.isArray(value) ? value.map((each, at) => [at, each] as const) : Object.entries(value);
  for (const [step, each] of steps) {
    const found = stringIn(each, [...path, step], start);
    if (found) return found;
  }
  return undefined;
}
