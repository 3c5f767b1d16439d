/** Tests that a cassette may be of, and which of them it is taken to be of. */
import { replaced } from "./names";
import type { Module } from "./place";
import type { NamedTest } from "./testNames";

export interface Candidate {
  readonly module: Module;
  readonly test: NamedTest;
  /** Of a name that holds no more than a part of it. */
  readonly id?: string;
}

export interface Linked extends Candidate {
  readonly param: string | undefined;
}

export function withParam(candidates: readonly Candidate[] | undefined, param: string | undefined): readonly Linked[] {
  return (candidates ?? []).map(({ module, test, id }) => {
    const known = param === undefined ? [] : (test.ids?.filter((id) => replaced(id) === param) ?? []);
    return { module, test, param: id ?? (known.length === 1 ? known[0] : param) };
  });
}

/** Two modules that fit are one too many, unless the tests of one alone are marked; an overloaded name in one module counts once. */
export function onlyOneModule(all: readonly Linked[]): readonly Linked[] {
  const marked = all.filter(({ test }) => test.isMarked);
  const found = marked.length > 0 ? marked : all;
  const [first] = found;
  if (first === undefined || found.some(({ module }) => module !== first.module)) return [];
  const isSame = ({ test }: Linked) => test.names.join("::") === first.test.names.join("::");
  return found.every(isSame) ? [first] : [];
}

/** Those at equal distance all name it. */
export function nearest(found: readonly Linked[], distance: (each: Linked) => number | undefined): readonly Linked[] {
  const measured = found.flatMap((each) => {
    const steps = distance(each);
    return steps === undefined ? [] : [{ each, steps }];
  });
  const least = measured.reduce((least, { steps }) => Math.min(least, steps), Infinity);
  return measured.filter(({ steps }) => steps === least).map(({ each }) => each);
}
