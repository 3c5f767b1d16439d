/** Which of the fixes that are offered is made where nobody chooses. */
import type { ProposedEdit, ProposedFix } from "../fixes/fix";

/** What is done without being asked for by name; `also`: where one fix is offered, it is taken even if it is not preferred. */
export function preferredOf(offered: readonly ProposedFix[], also: boolean): ProposedEdit | undefined {
  return editsOf(offered).find((each) => each.preferred === true) ?? (also ? onlyOf(offered) : undefined);
}

/** What a plan of all fixes does at most, where anything is proven or nothing is. */
export function plannedOf(offered: readonly ProposedFix[]): ProposedEdit | undefined {
  return editsOf(offered).find(({ care }) => care === "safe") ?? preferredOf(offered, true);
}

/** The one edit that is offered; undefined where there are several, or none. */
export function onlyOf(offered: readonly ProposedFix[]): ProposedEdit | undefined {
  const edits = editsOf(offered);
  return edits.length === 1 ? edits[0] : undefined;
}

/** Why nothing is done: one sentence, where it is known. */
export const refusalOf = (offered: readonly ProposedFix[]): string | undefined =>
  offered.find((each) => each.kind === "refusal")?.reason;

const editsOf = (offered: readonly ProposedFix[]) => offered.filter((each) => each.kind === "edit");
