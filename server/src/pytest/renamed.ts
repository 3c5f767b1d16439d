/** Finds the test that a removed one may have become, from the module's earlier version and from names. */
import { likeness } from "./likeness";

/** The functions of a module in order, names joined by `::`, outermost first, each with a digest of its body. */
export type Outline = ReadonlyMap<string, string>;

/**
 * The test that another one was renamed to; `name` is in the outline before, but not now. It is a new test with the same body, or the only new
 * one between the neighbours of the only removed one, if their names are similar. undefined if that does not tell.
 */
export function renamedTo(before: Outline, now: Outline, name: string): string | undefined {
  const lost = [...before.keys()].filter((each) => !now.has(each));
  const alike = appeared(before, now).filter((each) => now.get(each) === before.get(name));
  const rivals = lost.filter((each) => before.get(each) === before.get(name));
  if (alike.length === 1 && rivals.length === 1) return alike[0];
  const [between, ...others] = gapOf(
    now,
    neighbours(before, name, (each) => now.has(each)),
    (each) => !before.has(each),
  );
  const gone = gapOf(
    before,
    neighbours(before, name, (each) => now.has(each)),
    (each) => !now.has(each),
  );
  const isOnly = between !== undefined && others.length === 0 && gone.length === 1;
  return isOnly && likeness(name, between) >= somewhat ? between : undefined;
}

/** The tests that were added. */
export function appeared(before: Outline, now: Outline): readonly string[] {
  return [...now.keys()].filter((each) => isTest(each) && !before.has(each));
}

/** The minimum similarity of the names in the second case. */
const somewhat = 0.3;

/** The nearest names on both sides that were kept; undefined for the module's start or end. */
function neighbours(
  outline: Outline,
  name: string,
  isKept: (name: string) => boolean,
): readonly [string | undefined, string | undefined] {
  const names = [...outline.keys()];
  const at = names.indexOf(name);
  return [names.slice(0, at).findLast(isKept), names.slice(at + 1).find(isKept)];
}

/** The tests between two neighbours that are `wanted`. */
function gapOf(
  outline: Outline,
  [above, below]: readonly [string | undefined, string | undefined],
  isWanted: (name: string) => boolean,
): readonly string[] {
  const names = [...outline.keys()];
  const from = above === undefined ? 0 : names.indexOf(above) + 1;
  const to = below === undefined ? names.length : names.indexOf(below);
  return names.slice(from, to).filter((each) => isTest(each) && isWanted(each));
}

const isTest = (name: string): boolean => name.slice(name.lastIndexOf(":") + 1).startsWith("test");

/** The parameters of a test's recordings, as in its node ids: undefined for one without; empty for a test without recordings. */
export type Parameters = ReadonlySet<string | undefined>;

export interface Candidate {
  readonly name: string;
  readonly parameters: Parameters;
  /** As far as its source determines them. */
  readonly parameterIds: readonly string[] | undefined;
}

/**
 * The tests that it may be, the likeliest first, at most `most`; empty if uncertain. A test with recordings of its own, or with other parameters,
 * only counts if the names are nearly the same. `parameters` are those of the removed test's recordings.
 */
export function rank(
  name: string,
  parameters: Parameters,
  candidates: readonly Candidate[],
): readonly { readonly name: string; readonly isLikely: boolean }[] {
  const judged = candidates.flatMap((candidate) => {
    const isLikely = mayBe(parameters, candidate);
    const like = likeness(name, candidate.name);
    return like >= (isLikely ? 0.5 : 0.75) ? [{ name: candidate.name, isLikely, like }] : [];
  });
  return judged.sort((a, b) => Number(b.isLikely) - Number(a.isLikely) || b.like - a.like).slice(0, most);
}

const most = 3;

/** Whether recordings with these parameters may be those of a test that has none. */
export function mayBe(parameters: Parameters, candidate: Candidate): boolean {
  return candidate.parameters.size === 0 && fits(parameters, candidate.parameterIds);
}

/** Whether recordings with these parameters may belong to a test with these ids, to which fixtures may add others. */
function fits(parameters: Parameters, ids: readonly string[] | undefined): boolean {
  if (ids === undefined) return true;
  return [...parameters].every((each) => each !== undefined && ids.some((id) => `-${each}-`.includes(`-${id}-`)));
}
