/** The strings of a recording in which somebody's credential may lie, each with its place. */
import type { JsonPath } from "../../recording/document";
import { isObject, type JsonObject } from "../../recording/json";
import type { Choice, TracedText } from "../../recording/reassembled";
import type { RecordingFile } from "../../recording/recordingFile";

/** Called with each string and the property that holds it: of a list the list's, "" where there is none. */
export type Visit = (text: string, property: string, place: Place) => void;

/** Made only when asked: most strings are of no interest. */
export interface Place {
  /** Of the character at this offset. */
  pathAt(offset: number): JsonPath;
  /** The string is the value at that place itself, so that offsets in it are offsets in the value. */
  readonly whole: boolean;
}

/** Shorter ones hold no credential. */
const shortest = 16;
/** Deeper than this nothing is looked at. */
const deepest = 200;

/** Of a stream the answer is read as it was put together: no chunk holds a whole key. */
export function visitStrings(file: RecordingFile, visit: Visit): void {
  if (!isObject(file.value)) return;
  const { request, response } = file.value;
  new Walk(["request"], visit).into(request, "");
  if (!isObject(response)) return;
  new Walk(["response"], visit).members(response, "body");
  const { choices, streaming } = file.reassembled;
  if (choices.length === 0 || !streaming) new Walk(["response", "body"], visit).into(response.body, "");
  else for (const choice of choices) for (const text of joinedTexts(choice)) visit(text.text, "", placeIn(file, text));
}

class Walk implements Place {
  readonly whole = true;
  readonly #path: (string | number)[];
  /** So much of the path counts: what stands behind it is left from before. */
  #depth: number;
  readonly #visit: Visit;

  constructor(path: (string | number)[], visit: Visit) {
    this.#path = path;
    this.#depth = path.length;
    this.#visit = visit;
  }

  pathAt(): JsonPath {
    return this.#path.slice(0, this.#depth);
  }

  into(value: unknown, property: string): void {
    if (typeof value === "string") {
      if (value.length >= shortest) this.#visit(value, property, this);
    } else if (Array.isArray(value)) this.#list(value, property);
    else if (isObject(value)) this.members(value);
  }

  members(value: JsonObject, leftOut?: string): void {
    const depth = this.#depth;
    if (depth > deepest) return;
    this.#depth++;
    for (const key in value) {
      const child = value[key];
      if ((typeof child !== "string" && typeof child !== "object") || key === leftOut) continue;
      this.#path[depth] = key;
      this.into(child, key);
    }
    this.#depth = depth;
  }

  #list(list: readonly unknown[], property: string): void {
    const depth = this.#depth;
    // Vectors are long and hold numbers only.
    if (depth > deepest || (typeof list[0] === "number" && typeof list.at(-1) === "number")) return;
    this.#depth++;
    for (let index = 0; index < list.length; index++) {
      this.#path[depth] = index;
      this.into(list[index], property);
    }
    this.#depth = depth;
  }
}

function joinedTexts({ content, reasoning, refusal, toolCalls }: Choice): TracedText[] {
  return [content, reasoning, refusal, ...toolCalls.map((call) => call.arguments)].filter((text) => text !== null);
}

function placeIn(file: RecordingFile, { pieces }: TracedText): Place {
  // Asked with rising offsets it goes through the pieces once.
  let [at, start] = [0, 0];
  const pathAt = (offset: number): JsonPath => {
    if (offset < start) [at, start] = [0, 0];
    for (let piece = pieces[at]; piece && start + piece.length <= offset; piece = pieces[++at]) start += piece.length;
    return file.recording?.chunks[pieces[at]?.chunk ?? 0]?.dataPath ?? ["response", "body"];
  };
  return { pathAt, whole: false };
}
