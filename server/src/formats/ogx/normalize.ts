/**
 * What the recorder removes from a request before hashing it, because it differs between runs. Python's `\d` and `\s` match all scripts,
 * and every search here takes linear time, even on hostile text.
 */
import { isDict, isList, type PythonDict, type PythonValue } from "../../recording/python/json";
import { fixed5, floatOf, round5 } from "../../recording/python/numbers";

/** Rounds floats, and decimals with four or more places inside strings, to five places. Returns the same object if there are none. */
export function rounded(value: PythonValue): PythonValue {
  if (typeof value === "number") return round5(value);
  return typeof value === "string" ? roundedText(value) : mapItems(value, rounded);
}

/**
 * Replaces metadata of file search results by placeholders, and removes `project_id` from `extra_body` and `extra_query`. Like the recorder, treats
 * each object in a list as a whole body. Returns the same object if there is nothing to change.
 */
export function withoutMetadata(value: PythonValue): PythonValue {
  return withoutIds(value, textWithoutMetadata);
}

/** Removes only project ids, as recorders before scheme 4 did. */
export function withoutIds(value: PythonValue, ofText = (text: string) => text, isRoot = true): PythonValue {
  if (typeof value === "string") return ofText(value);
  const inside = mapItems(value, (item) => withoutIds(item, ofText, !isDict(value)));
  return isRoot && isDict(inside) ? withoutProjectIds(inside) : inside;
}

/** The same for one string. */
export function textWithoutMetadata(text: string): string {
  return withoutCitations(withoutDocumentIds(withoutAttributes(withoutScores(text))));
}

function withoutProjectIds(body: PythonDict): PythonDict {
  return ["extra_body", "extra_query"].reduce((changed, key) => {
    const extra = changed.get(key);
    return isDict(extra) && extra.has("project_id") ? new Map([...changed, [key, without(extra, "project_id")]]) : changed;
  }, body);
}

/** A copy without one key; the same object if it lacks the key. */
export function without(dict: PythonDict, key: string): PythonDict {
  return dict.has(key) ? new Map([...dict].filter(([each]) => each !== key)) : dict;
}

/** Maps the items of a list or object; returns the same object if none changed. */
function mapItems(value: PythonValue, change: (item: PythonValue) => PythonValue): PythonValue {
  if (isDict(value)) return mapDict(value, change);
  return isList(value) ? mapList(value, change) : value;
}

function mapDict(dict: PythonDict, change: (item: PythonValue) => PythonValue): PythonDict {
  let changed: Map<string, PythonValue> | undefined;
  for (const [key, item] of dict) {
    const next = change(item);
    if (!Object.is(next, item)) (changed ??= new Map(dict)).set(key, next);
  }
  return changed ?? dict;
}

function mapList(list: readonly PythonValue[], change: (item: PythonValue) => PythonValue): readonly PythonValue[] {
  let changed: PythonValue[] | undefined;
  for (const [at, item] of list.entries()) {
    const next = change(item);
    if (!Object.is(next, item)) (changed ??= [...list])[at] = next;
  }
  return changed ?? list;
}

/**
 * Whether normalization may change a body, given as text of `json.dumps`, in which ASCII letters are never escaped. Each pattern looks back from a
 * rare character, which is several times as fast as searching for words.
 */
export function mayChange(json: string): boolean {
  return mayRound(json) || /(?<=score|document_id|attributes):|<\||(?<="project)_id"/.test(json);
}

/** Whether rounding may change it. */
export function mayRound(json: string): boolean {
  return /\.(?:[0-9]{4}|[0-9]{0,3}\\u)|(?<=[0-9]e)-/.test(json);
}

/** Python's `\s`, which differs from JavaScript's. */
const space = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const uuid = "[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}";
const score = new RegExp(`score:${space}*[-+]?\\p{Nd}*\\.?\\p{Nd}+(?:[eE][-+]?\\p{Nd}+)?`, "gu");
const documentId = new RegExp(`document_id:${space}*${uuid}`, "g");
const citation = new RegExp(`<\\|${uuid}\\|>`, "g");

function withoutScores(text: string): string {
  return text.includes("score:") ? text.replace(score, "score: __NORMALIZED__") : text;
}

function withoutDocumentIds(text: string): string {
  return text.includes("document_id:") ? text.replace(documentId, "document_id: __NORMALIZED__") : text;
}

function withoutCitations(text: string): string {
  return text.includes("<|") ? text.replace(citation, "<|__NORMALIZED__|>") : text;
}

const attributes = new RegExp(`attributes:${space}*\\{`, "g");
const isSpace = new RegExp(space);

/** `,?\s*attributes:\s*\{[^}]*\}` → nothing. The pattern itself would take quadratic time on blanks, so they are skipped backwards. */
function withoutAttributes(text: string): string {
  if (!text.includes("attributes:")) return text;
  const kept: string[] = [];
  let from = 0;
  attributes.lastIndex = 0;
  for (let match = attributes.exec(text); match !== null; match = attributes.exec(text)) {
    const end = text.indexOf("}", attributes.lastIndex);
    if (end < 0) break;
    kept.push(text.slice(from, beforeBlanks(text, match.index, from)));
    from = attributes.lastIndex = end + 1;
  }
  return kept.join("") + text.slice(from);
}

/** The start of the blanks before `at`, including a comma before them; not before `from`. */
function beforeBlanks(text: string, at: number, from: number): number {
  let start = at;
  while (start > from && isSpace.test(text.charAt(start - 1))) start--;
  return start > from && text.charAt(start - 1) === "," ? start - 1 : start;
}

const longDecimal = /(?:-|(?<!\p{Nd}))\p{Nd}+\.\p{Nd}{4,}/gu;

/** Quickly rules out nearly every text. */
const mayHoldLongDecimal = /\.[0-9\u0080-\uffff]{4}/;

/** Like `rounded`, for one string. */
export function roundedText(text: string): string {
  return mayHoldLongDecimal.test(text) ? text.replace(longDecimal, (decimal) => fixed5(floatOf(decimal))) : text;
}
