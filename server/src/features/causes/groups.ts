/** A plan grouped by cause, for asking, reporting and carrying it out. */
import { grouped } from "../../grouped";
import type { Blame } from "../../protocol";
import { causeKey, causesOf, type Cause } from "./causes";
import type { FixPlan, LeftFinding, PlannedFile } from "./planFixes";

export interface FixGroup {
  readonly cause: Cause;
  /** Whether something proves all of it. */
  readonly isSure: boolean;
  readonly files: readonly PlannedFile[];
  blame?: Blame | undefined;
}

/** Causes that cannot be fixed, with the reason if known. */
export interface LeftGroup {
  readonly cause: Cause;
  readonly reason: string | undefined;
}

/** Largest first. */
export function groupsOf(files: readonly PlannedFile[]): readonly FixGroup[] {
  const byCause = grouped(files, ({ cause, isSure }) => `${String(isSure)} ${causeKey(cause)}`);
  const groups = [...byCause.values()].flatMap((same) => {
    const [cause] = causesOf(same.map((file) => file.cause));
    return cause ? [{ cause, isSure: same[0]?.isSure === true, files: same }] : [];
  });
  return groups.sort((a, b) => b.files.length - a.files.length);
}

export function leftOf({ left }: Pick<FixPlan, "left">): readonly LeftGroup[] {
  const byCause = grouped(left, (each: LeftFinding) => `${causeKey(each.cause)}\n${each.reason ?? ""}`);
  const groups = [...byCause.values()].flatMap((same) => {
    const [cause] = causesOf(same.map((each) => each.cause));
    return cause ? [{ cause, reason: same[0]?.reason }] : [];
  });
  return groups.sort((a, b) => b.cause.count - a.cause.count);
}
