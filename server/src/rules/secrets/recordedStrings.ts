/** One walk over all that was recorded: every string and every name of a property, and the texts that a stream gives piece by piece. */
import type { JsonPath } from "../../recording/document";
import { jsonOf, wholeLines } from "../../recording/families/sse";
import { isObject, type JsonObject } from "../../recording/json";
import { embedded, joined, oneString, stretch, type RecordedText } from "./recordedText";

/** What is looked for in each text. */
export interface Search<F> {
  /** `property` holds the text: of a list the list's, "" for a name and for what was joined. */
  readonly find: (text: string, property: string) => readonly F[];
  /** Given what was found in a text, if anything was. */
  readonly take: (found: readonly F[], text: RecordedText) => void;
}

/** Shorter ones hold no credential by themselves. */
const shortest = 16;

interface Where {
  /** Where the value stands in its document; `[]` without it. */
  readonly path?: JsonPath;
  /** Values in it that are left out. */
  readonly except?: ReadonlySet<unknown>;
}

export interface Searching extends Where {
  /** Where the chunks of a stream stand, if the value is of one. */
  readonly streamAt: JsonPath | undefined;
  /** Makes further texts of the strings of a stream's chunks. */
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

/** Searches each string on its own; strings that a stream gives in pieces are not joined. */
export function searchStrings<F>(value: unknown, search: Search<F>, where: Where): void {
  new Walk(search, where).into(value, "", undefined);
}

/** Joins what stands at the same place of one chunk after the other, or of one token after the other. */
class Groups {
  readonly #groups = new Map<string, RecordedText[]>();
  /** All there are. */
  readonly strings: RecordedText[] = [];

  add(group: string, text: RecordedText): void {
    this.strings.push(text);
    const texts = this.#groups.get(group);
    if (texts === undefined) this.#groups.set(group, [text]);
    // An id that every chunk repeats is not text that grows.
    else if (text.text.length < shortest || texts.at(-1)?.text !== text.text) texts.push(text);
  }

  all(): RecordedText[] {
    return [...this.#groups.values()].map((texts) => joined(texts));
  }
}

/** The group of a stream's chunks. */
const body = "body";

interface WalkOptions extends Where {
  /** Places the texts of a document within a document. */
  readonly around?: (text: RecordedText) => RecordedText;
  /** Without them nothing is joined. */
  readonly groups?: Groups;
  readonly streamAt?: JsonPath | undefined;
}

class Walk<F> {
  readonly #path: (string | number)[];
  /** So much of the path counts: what stands behind it is left from before. */
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

  /** `group`: where in the answer this is, for what may go on in another chunk; undefined outside of answers. */
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
    // The alternatives of a token are names in the older interface: each rank is a text of its own.
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
    // Vectors are long and hold numbers only.
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

  /** The events of a stream of lines: their values are texts that grow as well. */
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

/** They are looked at as they stand in their line. */
const nothing: Search<never> = { find: () => [], take: () => undefined };

/** Tokens with their probabilities, in the newer and the older interface. The alternatives of one token are not text. */
function isTokens(list: readonly unknown[], property: string): boolean {
  const [first] = list;
  if (property === "top_logprobs") return isObject(first) && typeof first.token !== "string";
  return property === "tokens" || (isObject(first) && typeof first.token === "string");
}

/** What tells apart the texts that chunks add to in turn: the answer's number, the block's, the item's. */
function counters({ type, index, output_index, content_index, summary_index }: JsonObject): string {
  let found = typeof type === "string" && type.length < 80 ? `(${type})` : "";
  for (const each of [index, output_index, content_index, summary_index]) if (typeof each === "number") found += `#${each}`;
  return found;
}
