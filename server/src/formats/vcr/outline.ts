/** Where a cassette's recordings stand, without reading what they hold: each begins with a dash in the column of the first. */
import type { RecordingOutline } from "../../recording/format";

const list = /^interactions:[^\S\n]*\n( *)- /m;
const emptyList = /^interactions:[^\S\n]*(?:\[\]|null|~)[^\S\n]*$/m;

/** undefined where only reading tells: JSON, lists in brackets, comments in odd places, LangChain's two lists. Never throws. */
export function outlineOf(text: string): readonly RecordingOutline[] | undefined {
  const found = list.exec(text);
  if (found === null) return emptyList.test(text) ? [] : undefined;
  const dash = `\n${found[1] ?? ""}- `;
  let count = 1;
  for (let at = text.indexOf(dash, found.index + found[0].length); at !== -1; at = text.indexOf(dash, at + 1)) count++;
  return Array.from({ length: count }, (_, index) => ({ path: ["interactions", index], test: undefined }));
}
