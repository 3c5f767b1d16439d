/** What a response contains besides the answer, as a line of text for each field. */
import { pathText } from "../recording/difference";
import { compactJson, shorten } from "../recording/json";
import type { AlsoSaid } from "../recording/reassembled";

export interface AlsoLine {
  /** `choices[0].delta.audio` */
  readonly path: string;
  /** The field's values in order, cut at `length`; texts that grew chunk by chunk are joined. */
  readonly said: string;
}

export function alsoLines(also: readonly AlsoSaid[], length = 300): readonly AlsoLine[] {
  const byPath = new Map<string, AlsoSaid[]>();
  for (const said of also) {
    const path = pathText(said.path);
    const before = byPath.get(path);
    if (before === undefined) byPath.set(path, [said]);
    else before.push(said);
  }
  return Array.from(byPath, ([path, all]) => ({ path, said: shorten(inOneText(all, length), length) }));
}

/** A value that is always the same is listed once. */
function inOneText(all: readonly AlsoSaid[], length: number): string {
  const [only] = all;
  if (all.length > 1 && all.every(({ value }) => typeof value === "string")) {
    return all.map(({ value, times }) => (value as string).repeat(times)).join("");
  }
  if (all.length === 1 && typeof only?.value === "string") return only.value;
  return all
    .slice(0, length)
    .map(({ value }) => compactJson(value, length))
    .join(", ");
}
