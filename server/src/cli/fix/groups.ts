/** What a plan changes, as it is asked, told and carried out: by cause, each file with its lines. */
import { relative, sep } from "node:path";
import { causeKey, causesOf, type Cause } from "../../features/causes/causes";
import type { FixPlan, LeftFinding, PlannedFile } from "../../features/causes/planFixes";
import { pathOfUri } from "../../index/uris";
import { grouped } from "../grouped";
import type { Blame } from "./history";

/** A line that is another one afterwards, or is not there before or then. */
export interface EditedLine {
  /** From 1, of the file as it is. */
  readonly line: number;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface FixGroup {
  readonly cause: Cause;
  readonly files: readonly PlannedFile[];
  blame?: Blame | undefined;
}

/** Causes that nothing is done about; with the reason where it is known. */
export interface LeftGroup {
  readonly cause: Cause;
  readonly reason: string | undefined;
}

/** The largest first. */
export function groupsOf(files: readonly PlannedFile[]): readonly FixGroup[] {
  const byCause = grouped(files, ({ cause }) => causeKey(cause));
  const groups = [...byCause.values()].flatMap((same) => {
    const [cause] = causesOf(same.map((file) => file.cause));
    return cause ? [{ cause, files: same }] : [];
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

/** As the user names it: from the current folder, with slashes. */
export function shownFile(uri: string): string {
  return relative(process.cwd(), pathOfUri(uri)).replaceAll(sep, "/");
}

/** The lines that differ: one by one where there are as many as before, else the stretch that holds all of them. */
export function editedLines(before: string, after: string): readonly EditedLine[] {
  if (before === after) return [];
  const [old, now] = [before.split("\n"), after.split("\n")];
  if (old.length === now.length)
    return old.flatMap((text, at) => (text === now[at] ? [] : [{ line: at + 1, before: text, after: now[at] }]));
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old[start] === now[start]) start++;
  let tail = 0;
  while (tail < shorter - start && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const gone = old.slice(start, old.length - tail).map((text, at) => ({ line: start + at + 1, before: text, after: undefined }));
  const come = now.slice(start, now.length - tail).map((text) => ({ line: start + 1, before: undefined, after: text }));
  return [...gone, ...come];
}
