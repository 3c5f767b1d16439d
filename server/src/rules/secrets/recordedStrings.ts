/** Visits every string and property name in recorded data, and the texts that a stream sends in pieces. */
import type { JsonPath } from "../../recording/document";
import { jsonOf, wholeLines } from "../../recording/families/sse";
import { isObject, type JsonObject } from "../../recording/json";
import { embedded, joined, oneString, stretch, type RecordedText } from "./recordedText";

/** What to search for in each text. */
export interface Search<F> {
  /** `property` is the name of the property that holds the text; for an element, of its list. "" for names and joined texts. */
  readonly find: (text: string, property: string) => readonly F[];
  /** Receives the matches in a text, if there are any. */
  readonly take: (found: readonly F[], text: RecordedText) => void;
}

/** The shortest text to search: shorter ones contain no credential by themselves. */
const shortest = 16;

interface Where {
  /** The path of the value in its document; `[]` by default. */
  readonly path?: JsonPath;
  /** Values to skip. */
  readonly except?: ReadonlySet<unknown>;
}

export interface Searching extends Where {
  /** The path of the list of chunks, if the value contains a stream. */
  readonly streamAt: JsonPath | undefined;
  /** Makes further texts from the strings of a stream's chunks. */
  readonly more?: (strings: readonly RecordedText[]) => readonly RecordedText[];
}

/** Joined texts come last. Never throws. */
export function searchTexts<F>(value: unknown, search: Search<F>, { more = () => [], ...where }: Searching): void {
  const groups = new Groups();
  new Walk(search, { groups, ...where }).into(value, "", undefined);
  for (const text of [...groups.all(), ...more(groups.strings)]) {
    const found = search.find(text.text, "");
    if (found.length > 0) search.take(found, text);
  }
}

/** Searches each string by itself, without joining the pieces of streams. */
export function searchStrings<F>(value: unknown, search: Search<F>, where: Where): void {
  new Walk(search, where).into(value, "", undefined);
}

/** Joins the strings at the same path of successive chunks or tokens. */
class Groups {
  readonly #groups = new Map<string, RecordedText[]>();
  /** All strings. */
  readonly strings: RecordedText[] = [];

  add(group: string, text: RecordedText): void {
    this.strings.push(text);
    const texts = this.#groups.get(group);
    if (texts === undefined) this.#groups.set(group, [text]);
    // An id that every chunk repeats is not a growing text.
    else if (text.text.length < shortest || texts.at(-1)?.text !== text.text) texts.push(text);
  }

  all(): RecordedText[] {
    return [...this.#groups.values()].map((texts) => joined(texts));
  }
}

/** The group of a stream's chunks. */
const body = "body";

interface WalkOptions extends Where {
  /** Traces texts in an embedded document to the outer one. */
  readonly around?: (text: RecordedText) => RecordedText;
  /** Without groups, nothing is joined. */
  readonly groups?: Groups;
  readonly streamAt?: JsonPath | undefined;
}

class Walk<F> {
  readonly #path: (string | number)[];
  /** The valid length of the path; entries beyond it are left over. */
  #depth: number;
  readonly #search: Search<F>;
  readonly #groups: Groups | undefined;
  readonly #around: (text: RecordedText) => RecordedText;
  readonly #streamAt: JsonPath | undefined;
  readonly #except: ReadonlySet<unknown> | undefined;

  constructor(search: Search<F>, { around = (text) => text, groups, streamAt, path = [], except }: WalkOptions) {
    this.#path = [...path];
    this.#depth = path.length;
    this.#except = except;
    this.#search = search;
    this.#around = around;
    this.#groups = groups;
    this.#streamAt = streamAt;
  }

  /** `group` identifies the position in the answer, for strings that may continue in another chunk; undefined outside of answers. */
  into(value: unknown, property: string, group: string | undefined): void {
    if (this.#except?.has(value) === true) return;
    if (typeof value === "string") this.#string(value, property, "value", group);
    else if (Array.isArray(value)) this.#list(value, property, group);
    else if (isObject(value)) this.#members(value, group);
  }

  #string(text: string, property: string, part: "key" | "value", group: string | undefined): void {
    if (text === "" || (text.length < shortest && group === undefined)) return;
    const found = text.length >= shortest ? this.#search.find(text, property) : [];
    if (found.length === 0 && group === undefined) return;
    const path: JsonPath = this.#path.slice(0, this.#depth);
    const recorded = this.#around(oneString(text, path, part));
    if (found.length > 0) this.#search.take(found, recorded);
    if (group !== undefined) this.#groups?.add(group, recorded);
  }

  #members(value: JsonObject, group: string | undefined): void {
    const depth = this.#depth;
    this.#depth++;
    const own = group === undefined ? undefined : group + counters(value);
    // In the older interface the alternatives of a token are property names; each rank is a text of its own.
    let rank = group?.endsWith("/top_logprobs/*") === true ? 0 : undefined;
    for (const key in value) {
      this.#path[depth] = key;
      if (rank !== undefined) this.#string(key, "", "key", `${own}#${rank++}`);
      else if (key.length >= shortest) this.#string(key, "", "key", undefined);
      const child = value[key];
      if (typeof child === "string" || typeof child === "object")
        this.into(child, key, this.#isStream() ? body : own && `${own}/${key}`);
    }
    this.#depth = depth;
  }

  #isStream(): boolean {
    const [at, depth] = [this.#streamAt, this.#depth];
    return at?.length === depth && at.every((step, index) => step === this.#path[index]);
  }

  #list(list: readonly unknown[], property: string, group: string | undefined): void {
    const depth = this.#depth;
    // Embedding vectors are long and contain only numbers.
    if (typeof list[0] === "number" && typeof list.at(-1) === "number") return;
    this.#depth++;
    const isText = this.#groups !== undefined && isTokens(list, property);
    const own = group ?? (isText ? this.#path.slice(0, depth).join("/") : undefined);
    const goesOn = group === body || isText;
    for (let index = 0; index < list.length; index++) {
      this.#path[depth] = index;
      const isLine = group === body && typeof list[index] === "string";
      this.into(list[index], property, isLine ? undefined : own && `${own}/${goesOn ? "*" : index}`);
    }
    this.#depth = depth;
    if (group === body) this.#lines(list);
  }

  /** The values in the events of a text stream grow as well. */
  #lines(chunks: readonly unknown[]): void {
    const texts = chunks.flatMap((data, index) => (typeof data === "string" ? [{ data, index }] : []));
    if (texts.length === 0) return;
    const depth = this.#depth;
    const path = this.#path.slice(0, depth);
    const whole = joined(
      wholeLines(texts.map(({ data }) => data)).map((line, at) => {
        const { data = "", index = 0 } = texts[at] ?? {};
        const text = oneString(data, [...path, index], "value");
        return { ...text, text: line };
      }),
    );
    for (const { index, 0: line } of whole.text.matchAll(/[^\r\n]+/g)) {
      const found = this.#search.find(line, "");
      if (found.length > 0) this.#search.take(found, stretch(whole, index, index + line.length));
      const start = /^(?:data: ?)?(?=[[{])/.exec(line)?.[0].length ?? line.length;
      const json = stretch(whole, index + start, index + line.length);
      const value = jsonOf(json.text);
      if (value !== undefined) {
        const groups = this.#groups ?? new Groups();
        new Walk(nothing, { around: (text) => embedded(text, json), groups }).into(value, "", `${body}/*`);
      }
    }
  }
}

/** The strings themselves are searched as part of their line. */
const nothing: Search<never> = { find: () => [], take: () => undefined };

/** Whether a list contains tokens with their probabilities, in the newer or the older interface. The alternatives of a token are not text. */
function isTokens(list: readonly unknown[], property: string): boolean {
  const [first] = list;
  if (property === "top_logprobs") return isObject(first) && typeof first.token !== "string";
  return property === "tokens" || (isObject(first) && typeof first.token === "string");
}

/** The fields that tell apart texts which chunks extend in turn: indices of the answer, the block, the item. */
function counters({ type, index, output_index, content_index, summary_index }: JsonObject): string {
  let found = typeof type === "string" && type.length < 80 ? `(${type})` : "";
  for (const each of [index, output_index, content_index, summary_index]) if (typeof each === "number") found += `#${each}`;
  return found;
}
