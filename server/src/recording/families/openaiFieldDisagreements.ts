/**
 * Where OpenAI's clients read a single field of a delta differently. For unknown fields, openai-python joins all values (texts,
 * and lists by the `index` of their objects), and openai-node keeps the last one.
 */
import { compactJson, isObject, listOf, objectOf, shorten, stringOf, type JsonObject } from "../json";
import type { Disagreement } from "../reassembled";

export const readings = (pythonSees: string, nodeSees: string): Disagreement["readings"] => [
  { client: "openai-python", sees: pythonSees },
  { client: "openai-node", sees: nodeSees },
];

/** One field in the deltas of one choice, so far. */
interface Heard {
  readonly name: string;
  /** The first chunk that the clients read differently. */
  parted: number | undefined;
  /** What openai-python has. */
  joined: string;
  /** What openai-node has. */
  last: string;
  hasList: boolean;
  /** An object in place of a list, or a list of other values: openai-python keeps it, or raises. */
  hasOther: boolean;
  /** A second list of objects without an index, for which openai-python raises. */
  raises: boolean;
}

/** The differences in the deltas; `read` has the data of each chunk. */
export function fieldDisagreements(read: readonly (JsonObject | undefined)[]): Disagreement[] {
  const fields = new Map<string, Heard>();
  const calls = new Map<unknown, StreamedCalls>();
  const lists = new Lists();
  for (const [chunk, data] of read.entries()) {
    for (const choice of listOf(data?.choices).map(objectOf)) {
      const { index, delta } = choice;
      if (!isObject(delta)) continue;
      for (const name of joinedByOne)
        if (Object.hasOwn(delta, name)) hear(fields, `${String(index)} ${name}`, name, delta[name], chunk);
      lists.add(String(index), delta, chunk);
      const ofChoice = calls.get(index) ?? new StreamedCalls();
      calls.set(index, ofChoice);
      ofChoice.add(choice, listOf(delta.tool_calls).map(objectOf), chunk);
    }
  }
  return [...[...fields.values()].flatMap(disagreementOn), ...lists.found, ...[...calls.values()].flatMap(({ found }) => found)];
}

const joinedByOne = ["reasoning_content", "reasoning", "reasoning_details", "annotations"];

function hear(fields: Map<string, Heard>, key: string, name: string, value: unknown, chunk: number): void {
  const heard = fields.get(key) ?? {
    name,
    parted: undefined,
    joined: "",
    last: "",
    hasList: false,
    hasOther: false,
    raises: false,
  };
  fields.set(key, heard);
  const list = listOf(value);
  if (heard.hasOther || (heard.hasList && list.some((each) => !Object.hasOwn(objectOf(each), "index")))) heard.raises = true;
  if (heard.hasOther || heard.hasList || heard.joined !== "") heard.parted ??= chunk;
  heard.hasList ||= list.length > 0;
  heard.hasOther ||= isObject(value) || list.some((each) => !isObject(each));
  heard.last =
    typeof value === "string" ? value : list.map(name === "annotations" ? (each) => compactJson(each, 200) : textOf).join("");
  heard.joined += heard.last;
}

/** The text of a part of the reasoning. */
function textOf(detail: unknown): string {
  const { text, summary } = objectOf(detail);
  return stringOf(text) ?? stringOf(summary) ?? "";
}

function disagreementOn({ name, parted, joined, last, raises }: Heard): Disagreement[] {
  if (parted === undefined || (last === joined && !raises)) return [];
  const pythonSees = raises ? "an error, or only what came first, as the entries have no index" : "all of it";
  const nodeSees =
    last === ""
      ? "nothing of it, as a later chunk takes it back"
      : `only what came last: ${JSON.stringify(shorten(last.trim(), 60))}`;
  return [{ what: `\`${name}\``, chunk: parted, readings: readings(pythonSees, nodeSees) }];
}

/** Lists that neither client knows: openai-python joins a second one to the first by the `index` of its objects. */
class Lists {
  readonly found: Disagreement[] = [];
  readonly #begun = new Set<string>();
  readonly #told = new Set<string>();

  add(choice: string, delta: JsonObject, chunk: number): void {
    for (const [name, value] of Object.entries(delta)) {
      if (!Array.isArray(value) || knownLists.has(name)) continue;
      const key = `${choice} ${name}`;
      if (this.#begun.has(key) && value.some((each) => !Object.hasOwn(objectOf(each), "index"))) this.#tell(key, name, chunk);
      if (value.some(isObject)) this.#begun.add(key);
    }
  }

  #tell(key: string, name: string, chunk: number): void {
    if (this.#told.size === this.#told.add(key).size) return;
    const sees = readings("an error, as its entries have no `index`", "only what came last");
    this.found.push({ what: `\`${name}\``, chunk, readings: sees });
  }
}

/** Fields that are reported separately. */
const knownLists = new Set([...joinedByOne, "tool_calls", "content"]);

/** The differences in the pieces of a choice's calls, apart from ids and names. */
class StreamedCalls {
  readonly found: Disagreement[] = [];
  readonly #told = new Set<string>();
  readonly #types = new Map<unknown, unknown>();
  #current: unknown;
  #finished = false;

  add({ finish_reason: reason }: JsonObject, calls: readonly JsonObject[], chunk: number): void {
    for (const { index, type } of calls) this.#types.set(index, type || this.#types.get(index));
    for (const call of calls) this.#piece(call, chunk);
    this.#finished ||= Boolean(reason);
    if (this.#finished) this.#ended(chunk);
    for (const { index } of calls) {
      if (index !== this.#current) this.#ended(chunk);
      this.#current = index;
    }
  }

  #piece({ index, function: called }: JsonObject, chunk: number): void {
    const sent = objectOf(called).arguments;
    if (isObject(sent)) this.#part("arguments", index, chunk, compactJson(sent, 200), "[object Object]");
    if (!isObject(called) && this.#types.get(index) === "function")
      this.#part("a piece", index, chunk, "an AssertionError, as it has no `function`", "nothing in it");
  }

  /** openai-node checks the type of a call when the next one starts or the answer ends. */
  #ended(chunk: number): void {
    if (this.#current === undefined || this.#types.get(this.#current)) return;
    this.#part("type", this.#current, chunk, "the type that comes later, if any", "an error, as no type came before");
  }

  #part(part: string, index: unknown, chunk: number, pythonSees: string, nodeSees: string): void {
    const what = `${part} of tool call ${typeof index === "number" ? index + 1 : "?"}`;
    if (this.#told.has(what)) return;
    this.#told.add(what);
    this.found.push({ what, chunk, readings: readings(pythonSees, nodeSees) });
  }
}
