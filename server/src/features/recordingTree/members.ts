/** The recordings in the tree, with everything known about them. */
import { setImmediate as pause } from "node:timers/promises";
import { bytesOfStamp } from "../../index/scan/readText";
import type { Listing } from "../../index/store/packed";
import { baseName, parentOf, slashPath } from "../../index/uris";
import type { Health } from "../../protocol";
import { writtenId } from "../../pytest/writtenId";
import { maskSecrets } from "../../rules/secrets/mask";
import { coveredOf } from "../prune/sessionCoverage";
import type { Problems, Reports } from "../reports";
import type { Services } from "../services";
import { healthsOf } from "./health";

export interface Member extends Omit<Listing, "testId"> {
  /** For display; null if it has none. */
  readonly testId: string | null;
  /** Path of its folder, relative to the workspace folder. */
  readonly folder: string;
  /** Its share of the file's size. */
  readonly bytes: number;
  readonly problems: Problems;
  /** Findings in the baseline. */
  readonly muted: Problems;
  readonly healths: readonly [Health, ...Health[]];
}

/** The number of recordings processed in one go. */
const atOnce = 200;

/** Ordered by test, then turn. */
export async function membersOf(services: Services, reports: Reports): Promise<readonly Member[]> {
  const { index } = services.workspace;
  const covered = coveredOf(services.workspace);
  const members: Member[] = [];
  const numbers = new Map<string, number>();
  for (const [at, listing] of index.listings().entries()) {
    if (at % atOnce === atOnce - 1) await pause();
    const { id, uri } = listing;
    const inFile = index.idsIn(uri).length;
    if (inFile > 1 && !numbers.has(id)) for (const [number, each] of index.idsIn(uri).entries()) numbers.set(each, number);
    const number = numbers.get(id) ?? 0;
    const { shown, muted } = reports.problemsIn(uri)[number] ?? { shown: [], muted: [] };
    const unused = covered?.of(listing, number);
    const problems = unused?.kind === "unopened" ? [...shown, ofCoverage(unused.why)] : shown;
    const testId = listing.testId === undefined ? null : maskSecrets(listing.testId);
    const bytes = Math.round(bytesIn(services, uri) / Math.max(1, inFile));
    members.push({
      ...listing,
      testId,
      folder: folderOf(services, uri),
      bytes,
      problems,
      muted,
      healths: healthsOf(problems, muted),
    });
  }
  return members;
}

const ofCoverage = (why: "never-opened" | "never-played"): Problems[number] => ({
  code: `coverage.${why}`,
  severity: "information",
});

/** For an open file, whose size on disk is not kept, the length of its text. */
function bytesIn({ workspace: { index, documents } }: Services, uri: string): number {
  return documents.getOpen(uri)?.getText().length ?? bytesOfStamp(index.storedFile(uri)?.stamp);
}

function folderOf({ workspace: { folders } }: Services, uri: string): string {
  const folder = parentOf(uri);
  const around = folders.folderOf(uri);
  const path = slashPath(folder);
  if (around === undefined) return path;
  const below = path.slice(slashPath(around).length + 1);
  // With several workspace folders, the folder's name is included.
  return folders.all.length === 1 ? below : [baseName(around), below].filter((part) => part !== "").join("/");
}

/** What can be searched without reading its file, in lower case. */
export function namesOf({ uri, testId, model, asked, preview }: Member): string {
  const id = testId ?? "";
  return [id, writtenId(id), slashPath(uri), model ?? "", asked, preview].join("\n").toLowerCase();
}
