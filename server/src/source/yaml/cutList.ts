/** A YAML file cut into the entries of its one list and what stands around them. The cut is a guess: whoever reads the stretches sees whether it holds. */

export interface CutList {
  /** What stands before the first entry, and behind the last. */
  readonly head: string;
  readonly tail: string;
  /** Each with its lines, dash included. */
  readonly entries: readonly string[];
  /** An entry that holds nothing. */
  readonly emptyEntry: string;
}

/** Files with more than that around their list are none that a recorder writes. In UTF-16 code units. */
const mostAround = 4096;

/** By the list that is the field `name` of the root: each entry begins with a dash in the column of the first. undefined where there is no such list. */
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
