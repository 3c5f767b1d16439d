/** The recordings of a workspace folder that differ between two states of its repository. Reads git, and changes nothing. */
import type { Services } from "../services";
import { Git, GitError } from "../../git/git";
import { normalizeUri, pathOfUri, uriOfPath } from "../../index/uris";
import type { RecordingChange, Requests } from "../../protocol";
import { shorten } from "../../recording/json";
import { maskSecrets } from "../../rules/secrets/mask";
import { changedRecordings, type ChangedRecording, type Viewer } from "./changed";
import { rangeOf } from "./range";
import { kinds, noiseOf, summaryOf, toldChanges } from "./told";

type Answer<M extends "tapedeck/changes" | "tapedeck/revisions"> = Requests[M]["result"];

export async function changes(
  { workspace }: Services,
  { folder, range: asked }: Requests["tapedeck/changes"]["params"],
): Promise<Answer<"tapedeck/changes">> {
  await workspace.whenListed();
  return orReason(async () => {
    const path = pathOfUri(normalizeUri(folder));
    const git = await Git.around(path);
    const range = await rangeOf(git, asked);
    if (range === undefined) throw new GitError(`There is no revision "${shorten(asked, 100)}".`);
    const viewer: Viewer = {
      folder: path,
      formats: workspace.formats,
      isPlace: (_, absolute) => workspace.folders.isRecording(uriOfPath(absolute)),
      testsOf: (absolute) => workspace.index.linkedTests(uriOfPath(absolute)),
    };
    const found: ChangedRecording[] = [];
    for await (const change of changedRecordings(git, await git.changed(range, [path]), viewer)) found.push(change);
    const recordings = [...found].sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind)).map(changeOf);
    return { kind: "found", before: range.before, after: range.after ?? null, summary: summaryOf(found), recordings };
  });
}

export function revisions({ folder }: Requests["tapedeck/revisions"]["params"]): Promise<Answer<"tapedeck/revisions">> {
  return orReason(async () => {
    const git = await Git.around(pathOfUri(normalizeUri(folder)));
    return { kind: "found", revisions: await git.revisions() };
  });
}

async function orReason<T>(answer: () => Promise<T>): Promise<T | { readonly kind: "failed"; readonly reason: string }> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof GitError) return { kind: "failed", reason: error.message };
    throw error;
  }
}

/** The most lines for a recording; the comparison shows all. */
const mostTold = 8;

function changeOf(change: ChangedRecording): RecordingChange {
  const { kind, file, ids, tests, model, answer, difference } = change;
  const told = toldChanges(change).map(({ what, said }) => `${what}: ${said}`);
  const noise = kind === "same-meaning" && difference ? [noiseOf(difference)] : [];
  return {
    ...{ kind, file, model, answer },
    before: ids.before ?? null,
    after: ids.after ?? null,
    tests: tests.map(maskSecrets),
    told: [...told, ...noise].filter((line) => line !== "").slice(0, mostTold),
  };
}
