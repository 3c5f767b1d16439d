/** Selects which of the offered fixes to apply if the user did not choose. */
import type { ProposedEdit, ProposedFix } from "../fixes/fix";

/** The edit to apply if the user did not choose; `also`: a single offered fix is applied even if it is not preferred. */
export function preferredOf(offered: readonly ProposedFix[], also: boolean): ProposedEdit | undefined {
  return editsOf(offered).find((each) => each.preferred === true) ?? (also ? onlyOf(offered) : undefined);
}

/** The edit for plans of all fixes. */
export function plannedOf(offered: readonly ProposedFix[]): ProposedEdit | undefined {
  return editsOf(offered).find(({ care }) => care === "safe") ?? preferredOf(offered, true);
}

/** The only offered edit; undefined if there are several or none. */
export function onlyOf(offered: readonly ProposedFix[]): ProposedEdit | undefined {
  const edits = editsOf(offered);
  return edits.length === 1 ? edits[0] : undefined;
}

/** Why no fix is possible: one sentence, if known. */
export const refusalOf = (offered: readonly ProposedFix[]): string | undefined =>
  offered.find((each) => each.kind === "refusal")?.reason;

const editsOf = (offered: readonly ProposedFix[]) => offered.filter((each) => each.kind === "edit");
