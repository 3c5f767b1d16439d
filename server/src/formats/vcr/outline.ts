/** Where a cassette's recordings stand, without reading what they hold: each begins with a dash in the column of the first. Ruby's cassettes are alike. */
import type { RecordingOutline } from "../../recording/format";

/** The list, and whatever its key; the end of LangChain's first list of two. */
const list = /^((?:http_)?interactions|requests):[^\S\n]*\n( *)- /m;
const emptyList = /^(?:http_)?interactions:[^\S\n]*(?:\[\]|null|~)[^\S\n]*$/m;
const responses = /^responses:/m;

/** undefined where only reading tells: JSON, lists in brackets, comments in odd places. Never throws. */
export function outlineOf(text: string): readonly RecordingOutline[] | undefined {
  const found = list.exec(text);
  if (found === null) return emptyList.test(text) ? [] : undefined;
  const [start, key = "", indent = ""] = found;
  const end = key === "requests" ? (responses.exec(text)?.index ?? text.length) : text.length;
  const dash = `\n${indent}- `;
  let count = 1;
  for (let at = text.indexOf(dash, found.index + start.length); at !== -1 && at < end; at = text.indexOf(dash, at + 1)) count++;
  return Array.from({ length: count }, (_, index) => ({ path: [key, index], test: undefined }));
}
