/** A plan to prune grouped by cause, for asking, reporting and carrying it out. */
import { grouped } from "../../grouped";
import type { KeptRecording, PrunedRecording, PrunePlan } from "./planPrune";
import { keptTitle, prunedTitle, type KeptKind, type PruneKind, type Told } from "./reasons";

export interface PruneGroup {
  readonly kind: PruneKind;
  readonly title: string;
  readonly bytes: number;
  readonly recordings: readonly PrunedRecording[];
}

export interface KeptGroup {
  readonly kind: KeptKind;
  readonly title: string;
  readonly reason: string | undefined;
  readonly recordings: readonly KeptRecording[];
}

/** The groups with the most recordings first; `runs` is the number of runs in the coverage. */
export function groupsOf(pruned: readonly PrunedRecording[], runs: number): readonly PruneGroup[] {
  const groups = [...grouped(pruned, ({ why }) => why).values()].flatMap((recordings): readonly PruneGroup[] => {
    const kind = recordings[0]?.why;
    const bytes = Math.round(recordings.reduce((sum, each) => sum + each.bytes, 0));
    return kind === undefined ? [] : [{ kind, bytes, recordings, title: prunedTitle(kind, recordings.length, runs) }];
  });
  return groups.sort((a, b) => b.recordings.length - a.recordings.length);
}

/** The same for what is kept. */
export function keptGroupsOf({ kept }: Pick<PrunePlan, "kept">, where: Told): readonly KeptGroup[] {
  const groups = [...grouped(kept, ({ why, reason }) => `${why} ${reason ?? ""}`).values()].flatMap((recordings) => {
    const [first] = recordings;
    if (first === undefined) return [];
    return [{ kind: first.why, reason: first.reason, recordings, title: keptTitle(first.why, recordings.length, where) }];
  });
  return groups.sort((a, b) => b.recordings.length - a.recordings.length);
}
