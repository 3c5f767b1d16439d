/** Why no test is served a recording, and why one that may be unused is kept nevertheless: as data, with the wording. */
import { counted } from "../../counted";

/** Most severe first; only the first is reported. */
export const pruneKinds = {
  "test-gone": {
    short: "Test removed",
    one: "belongs to a test that no longer exists",
    many: "belong to tests that no longer exist",
  },
  duplicate: {
    short: "Recorded twice",
    one: "is also in another folder, which replay searches first",
    many: "are also in another folder, which replay searches first",
  },
  "unreachable-name": {
    short: "Unreachable name",
    one: "has a name that replay never looks for",
    many: "have names that replay never looks for",
  },
  "orphaned-turn": {
    short: "Orphaned turn",
    one: "continues from an answer that was re-recorded",
    many: "continue from answers that were re-recorded",
  },
  "never-opened": { short: "Never opened", one: "was never opened", many: "were never opened" },
  "never-played": { short: "Never played", one: "was never played", many: "were never played" },
} as const;

export type PruneKind = keyof typeof pruneKinds;

/** What follows "12 recordings", and what helps, on the command line and in the editor. */
export const keptKinds = {
  uncollected: { what: "of tests that only pytest can name", ...collecting() },
  unlinked: { what: "in cassettes whose tests only pytest can name", ...collecting() },
  "made-tests": { what: "of modules that make tests which only pytest can name", ...collecting() },
  "opened-by-code": { what: "in cassettes that may be opened by code outside of their tests" },
  "may-be-renamed": {
    what: "of tests that may have been renamed",
    ...{ terminal: "their modules have tests without recordings", editor: "their modules have tests without recordings" },
  },
  "edited-request": {
    what: "whose names are not the hash of their requests",
    ...{ terminal: "tapedeck fix --code hash.mismatch renames them", editor: "Fix Recordings renames them" },
  },
  misplaced: {
    what: "in folders that replay of their tests does not search",
    ...{ terminal: "move them next to their tests", editor: "move them next to their tests" },
  },
  "unknown-call": { what: "that quote tool calls which no recording contains; their tests may create them" },
  opened: { what: "that look unused, but were opened in a run" },
  "not-run": { what: "that were never opened, but whose tests did not run and pass" },
  "of-no-test": { what: "that were never opened and whose test is unknown" },
  "not-covered": { what: "that are missing from the coverage" },
  unwritable: { what: "that could be fixed if the file could be written" },
  "in-the-way": { what: "that cannot be removed" },
} as const satisfies Record<string, Words>;

interface Words {
  readonly what: string;
  readonly terminal?: string;
  readonly editor?: string;
  /** On the command line, after pytest was asked. */
  readonly collected?: string;
}

/** Who reads it. */
export type Told = "terminal" | "editor" | "collected";

function collecting() {
  return {
    terminal: "run with --collect",
    editor: "run Collect Tests with pytest",
    collected: "it did not name them",
  } as const;
}

export type KeptKind = keyof typeof keptKinds;

/** One sentence without its full stop; `runs` is the number of runs in the coverage. */
export function prunedTitle(kind: PruneKind, count: number, runs: number): string {
  const words = pruneKinds[kind][count === 1 ? "one" : "many"];
  const isOfRuns = kind === "never-opened" || kind === "never-played";
  return `${counted(count, "recording")} ${words}${isOfRuns ? ` in ${counted(runs, "run")}` : ""}`;
}

/** The same for what is kept, with what helps. */
export function keptTitle(kind: KeptKind, count: number, where: Told): string {
  const words: Words = keptKinds[kind];
  const hint = words[where] ?? (where === "collected" ? words.terminal : undefined);
  return `${counted(count, "recording")} ${words.what}${hint === undefined ? "" : `; ${hint}`}`;
}
