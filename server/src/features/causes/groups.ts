/** A plan grouped by cause, for asking, reporting and carrying it out. A file is in the group of each of its causes. */
import { grouped } from "../../grouped";
import { baseId } from "../../pytest/nodeId";
import type { Blame } from "../../protocol";
import { causeKey, causesOf, type Cause } from "./causes";
import { recordingsOf, type FixPlan, type LeftFinding, type PlannedFile, type PlannedPart } from "./plan";

/** The planned change of a file for one cause. */
export interface FilePart {
  readonly file: PlannedFile;
  readonly part: PlannedPart;
}

/** The test (base id) of a file; "" for none. */
export const testOf = ({ part: { causes } }: FilePart): string => {
  const [{ testId }] = causes;
  return testId === undefined ? "" : baseId(testId);
};

export interface FixGroup {
  readonly cause: Cause;
  /** Whether something proves all of it. */
  readonly isSure: boolean;
  readonly files: readonly FilePart[];
  blame?: Blame | undefined;
}

/** Causes that cannot be fixed, with the reason if known. */
export interface LeftGroup {
  readonly cause: Cause;
  readonly reason: string | undefined;
}

/** Largest first. */
export function groupsOf(files: readonly PlannedFile[]): readonly FixGroup[] {
  const all = files.flatMap((file) => file.parts.map((part): FilePart => ({ file, part })));
  const byCause = grouped(all, ({ part: { causes, isSure } }) => `${String(isSure)} ${causeKey(causes[0])}`);
  const groups = [...byCause.values()].flatMap((same) => {
    const [cause] = causesOf(same.flatMap(({ part }) => part.causes));
    return cause ? [{ cause, isSure: same[0]?.part.isSure === true, files: same }] : [];
  });
  return groups.sort((a, b) => b.cause.count - a.cause.count);
}

/** The parts of these groups, by file. */
export function chosenOf(groups: readonly FixGroup[]): ReadonlyMap<PlannedFile, readonly PlannedPart[]> {
  const chosen = new Map<PlannedFile, PlannedPart[]>();
  for (const { file, part } of groups.flatMap((group) => group.files)) chosen.set(file, [...(chosen.get(file) ?? []), part]);
  return chosen;
}

/** The number of recordings that groups change, and of their files. */
export function sizeOf(groups: readonly FixGroup[]): { readonly recordings: number; readonly files: number } {
  const all = groups.flatMap(({ files }) => files);
  return { recordings: recordingsOf(all.map(({ part }) => part)), files: new Set(all.map(({ file }) => file)).size };
}

export function leftOf({ left }: Pick<FixPlan, "left">): readonly LeftGroup[] {
  const byCause = grouped(left, (each: LeftFinding) => `${causeKey(each.cause)}\n${each.reason ?? ""}`);
  const groups = [...byCause.values()].flatMap((same) => {
    const [cause] = causesOf(same.map((each) => each.cause));
    return cause ? [{ cause, reason: same[0]?.reason }] : [];
  });
  return groups.sort((a, b) => b.cause.count - a.cause.count);
}
