/**
 * Splits a YAML file into the entries of its only list and the text around them. The split is a guess: parsing the entries shows whether it was
 * right.
 */

export interface CutList {
  /** The text before the first entry and after the last. */
  readonly head: string;
  readonly tail: string;
  /** The lines of each entry, with the dash. */
  readonly entries: readonly string[];
  /** An entry without content. */
  readonly emptyEntry: string;
}

/** No recorder writes more text around the list. In UTF-16 code units. */
const mostAround = 4096;

/** Splits by the list in the root's field `name`: each entry starts with a dash in the first one's column. undefined if there is no such list. */
export function cutList(text: string, name: string): CutList | undefined {
  const found = new RegExp(`^${name}:[^\\S\\n]*\\n( *)- `, "m").exec(text.slice(0, mostAround));
  if (found === null) return undefined;
  const dash = `${found[1] ?? ""}- `;
  const first = found.index + found[0].length - dash.length;
  const starts = [first];
  for (let at = text.indexOf(`\n${dash}`, first); at !== -1; at = text.indexOf(`\n${dash}`, at + 1)) starts.push(at + 1);
  const last = starts.at(-1) ?? first;
  const field = /\n(?=[^\s#-])/.exec(text.slice(last));
  const end = field === null ? text.length : last + field.index + 1;
  if (text.length - end > mostAround || text.charAt(end - 1) !== "\n") return undefined;
  const entries = starts.map((start, at) => text.slice(start, starts[at + 1] ?? end));
  return { head: text.slice(0, first), tail: text.slice(end), entries, emptyEntry: `${dash.trimEnd()}\n` };
}
