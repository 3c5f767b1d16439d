/** Undoes fixes, and restores interrupted ones. */
import { basename } from "node:path";
import { pathOfUri } from "../index/uris";
import { messageOf } from "../errors";
import type { FixRecovery, UndoOutcome } from "../protocol";
import { lastFix, recoverFixes, touchedSinceFix, undoFix } from "../rerecord/fix";
import { noStore, placeOf, type Place } from "./fixPlans";
import type { Services } from "./services";

async function places({ workspace: { folders } }: Services): Promise<readonly Place[]> {
  const found = await Promise.all(folders.all.map(({ uri }) => placeOf(pathOfUri(uri))));
  return found.flatMap((place) => place ?? []);
}

/** Undoes the whole last fix in all workspace folders; nothing if any of its files has changed since. */
export async function undoLastFix(services: Services): Promise<UndoOutcome> {
  const all = await places(services);
  if (all.length === 0) return refused([noStore]);
  try {
    const last = await placesOfLastFix(all);
    if (last.length === 0) return { kind: "nothing" };
    const touched = (await Promise.all(last.map(({ store, path }) => touchedSinceFix(store, path)))).flat();
    if (touched.length > 0) return refused(touched.map(changedSince));
    return await undoneIn(last);
  } catch (error) {
    return refused([messageOf(error)]);
  }
}

async function placesOfLastFix(all: readonly Place[]): Promise<readonly Place[]> {
  const dated = await Promise.all(all.map(async (place) => ({ place, began: (await lastFix(place.store, place.path)) ?? "" })));
  const latest =
    dated
      .map(({ began }) => began)
      .sort()
      .at(-1) ?? "";
  return latest === "" ? [] : dated.flatMap(({ place, began }) => (began === latest ? [place] : []));
}

async function undoneIn(last: readonly Place[]): Promise<UndoOutcome> {
  const titles: string[] = [];
  let count = 0;
  for (const { store, path } of last) {
    const done = await undoFix(store, path);
    if (done.kind === "touched") return refused(done.paths.map(changedSince));
    if (done.kind === "failed") return refused(done.reasons);
    if (done.kind === "nothing") continue;
    titles.push(done.title);
    count += done.files;
  }
  return { kind: "undone", title: titles.join("; "), count };
}

const changedSince = (path: string) => `${basename(path)} was changed since the fix; nothing was undone.`;

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
