/** Undoing fixes, and putting back those that were ended in the middle. */
import { basename } from "node:path";
import { pathOfUri } from "../index/uris";
import { messageOf } from "../errors";
import type { FixRecovery, UndoOutcome } from "../protocol";
import { lastFix, recoverFixes, undoFix } from "../rerecord/fix";
import { noStore, placeOf, type Place } from "./fixPlans";
import type { Services } from "./services";

async function places({ workspace: { folders } }: Services): Promise<readonly Place[]> {
  const found = await Promise.all(folders.all.map(({ uri }) => placeOf(pathOfUri(uri))));
  return found.flatMap((place) => place ?? []);
}

/** Of several workspace folders the one with the last fix. */
export async function undoLastFix(services: Services): Promise<UndoOutcome> {
  const all = await places(services);
  if (all.length === 0) return refused([noStore]);
  try {
    const dated = await Promise.all(all.map(async (place) => ({ place, began: await lastFix(place.store, place.path) })));
    const known = dated.flatMap(({ place, began }) => (began === undefined ? [] : [{ place, began }]));
    const [last] = known.sort((a, b) => (a.began < b.began ? 1 : -1));
    if (last === undefined) return { kind: "nothing" };
    const done = await undoFix(last.place.store, last.place.path);
    switch (done.kind) {
      case "nothing":
        return done;
      case "undone":
        return { kind: "undone", title: done.title, count: done.files };
      case "touched":
        return refused(done.paths.map((path) => `${basename(path)} was changed since the fix; nothing was undone.`));
      case "failed":
        return refused(done.reasons);
    }
  } catch (error) {
    return refused([messageOf(error)]);
  }
}

const refused = (reasons: readonly string[]): UndoOutcome => ({ kind: "refused", reasons });

export async function recoverAll(services: Services): Promise<FixRecovery> {
  const problems: string[] = [];
  let undone = 0;
  for (const { store, path } of await places(services)) {
    try {
      const found = await recoverFixes(store, path);
      undone += found.undone.length;
      for (const problem of found.problems) problems.push(problem);
    } catch (error) {
      problems.push(messageOf(error));
    }
  }
  return { undone, problems };
}
