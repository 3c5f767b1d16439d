/** Combines successive edits into edits of the original text. Pure, and linear in the number of edits. */

/** Replaces the text between two offsets. */
export interface OffsetEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** An edit with its owners: several if one of them edits what another one wrote. */
export interface OwnedEdit<Owner> extends OffsetEdit {
  readonly owners: readonly Owner[];
}

/** `earlier` are edits of `text`, and `later` are one owner's edits of the result. All are sorted and do not overlap. Returns edits of `text`. */
export function combined<Owner>(
  text: string,
  earlier: readonly OwnedEdit<Owner>[],
  later: readonly OffsetEdit[],
  owner: Owner,
): readonly OwnedEdit<Owner>[] {
  const found: OwnedEdit<Owner>[] = [];
  // `longer`: by how much the text after `earlier` is longer up to here.
  let [old, now, longer] = [0, 0, 0];
  const oldStart = () => (earlier[old]?.start ?? Infinity) + longer;
  const newStart = () => later[now]?.start ?? Infinity;
  while (old < earlier.length || now < later.length) {
    const start = Math.min(oldStart(), newStart());
    const [firstOld, firstNew, before] = [old, now, longer];
    let end = start;
    while (oldStart() <= end || newStart() <= end) {
      const next = oldStart() <= end ? earlier[old] : undefined;
      if (next) {
        end = Math.max(end, oldStart() + next.text.length);
        longer += next.text.length - (next.end - next.start);
        old++;
      } else end = Math.max(end, later[now++]?.end ?? end);
    }
    const [olds, news] = [earlier.slice(firstOld, old), later.slice(firstNew, now)];
    const place = { start: start - before, end: end - longer };
    const between = textIn(text, place, olds);
    const owners = new Set([...olds.flatMap((each) => each.owners), ...(news.length > 0 ? [owner] : [])]);
    found.push({ ...place, text: textIn(between, { start: 0, end: between.length }, moved(news, -start)), owners: [...owners] });
  }
  return found;
}

/** Applies edits that are sorted and do not overlap. */
export const applied = (text: string, edits: readonly OffsetEdit[]): string =>
  textIn(text, { start: 0, end: text.length }, edits);

/** The same edits, for the text after `others` were applied. They must not touch each other. */
export function after<Edit extends OffsetEdit>(edits: readonly Edit[], others: readonly OffsetEdit[]): readonly Edit[] {
  let [next, longer] = [0, 0];
  return edits.map((edit) => {
    for (let other = others[next]; other && other.end <= edit.start; other = others[++next])
      longer += other.text.length - (other.end - other.start);
    return { ...edit, start: edit.start + longer, end: edit.end + longer };
  });
}

const moved = (edits: readonly OffsetEdit[], by: number): readonly OffsetEdit[] =>
  edits.map(({ start, end, text }) => ({ start: start + by, end: end + by, text }));

function textIn(text: string, { start, end }: Pick<OffsetEdit, "start" | "end">, edits: readonly OffsetEdit[]): string {
  const parts: string[] = [];
  let at = start;
  for (const edit of edits) {
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  return [...parts, text.slice(at, end)].join("");
}
