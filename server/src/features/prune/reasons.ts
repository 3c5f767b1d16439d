/** Why no test is served a recording, and why one that may be unused is kept all the same: as data, each with its words. */

/** The gravest first: of several, the first is told. */
export const pruneKinds = {
  "test-gone": { one: "is of a test that does not exist any more", many: "are of tests that do not exist any more" },
  duplicate: {
    one: "is recorded in another folder too, where replay looks first",
    many: "are recorded in another folder too, where replay looks first",
  },
  "unreachable-name": {
    one: "has a name under which replay never looks",
    many: "have names under which replay never looks",
  },
  "orphaned-turn": {
    one: "goes on from an answer that was recorded anew",
    many: "go on from answers that were recorded anew",
  },
  "never-opened": { one: "was never opened", many: "were never opened" },
  "never-played": { one: "was never played", many: "were never played" },
} as const;

export type PruneKind = keyof typeof pruneKinds;

/** What stands behind "12 recordings". */
export const keptKinds = {
  uncollected: "of tests that only pytest can name; run with --collect",
  unlinked: "in cassettes whose tests only pytest can name; run with --collect",
  "may-be-renamed": "of tests that may have another name now; tapedeck check says which",
  "edited-request": "whose names are not the hash of their requests; tapedeck fix --code hash.mismatch renames them",
  misplaced: "in folders where replay of their tests does not look; move them beside their tests",
  "unknown-call": "that quote tool calls which no recording answers with; their tests may make them up",
  opened: "that look unused, and were opened in a run",
  "not-run": "that were never opened, of tests that did not run and pass",
  "of-no-test": "that were never opened, of no test that is known",
  "not-covered": "that the coverage does not know",
  "in-the-way": "that cannot be removed",
} as const;

export type KeptKind = keyof typeof keptKinds;

const counted = (count: number): string => `${count.toLocaleString("en-US")} ${count === 1 ? "recording" : "recordings"}`;

/** One sentence without its full stop; `runs` are those of the coverage. */
export function prunedTitle(kind: PruneKind, count: number, runs: number): string {
  const words = pruneKinds[kind][count === 1 ? "one" : "many"];
  const isOfRuns = kind === "never-opened" || kind === "never-played";
  return `${counted(count)} ${words}${isOfRuns ? ` in ${runs.toLocaleString("en-US")} ${runs === 1 ? "run" : "runs"}` : ""}`;
}

export const keptTitle = (kind: KeptKind, count: number): string => `${counted(count)} ${keptKinds[kind]}`;
