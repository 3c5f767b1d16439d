/** What `tapedeck rerecord` prints. */
import { relative } from "node:path";
import { counted } from "../counted";
import { pathOfUri } from "../index/uris";
import { shownCommandLine } from "../rerecord/commandLine";
import { keptUnproduced, summary } from "../rerecord/describe";
import { plannedCommand, type Prepared } from "../rerecord/prepare";
import type { EntryKind, ReviewEntry } from "../rerecord/review";
import type { Session } from "../rerecord/session";
import type { RerecordOutput, RerecordPlanOutput } from "./json/rerecord";
import { jsonText, oneLineOf, styleFor, write, writeAsIs } from "./output";
import type { CommandPlan } from "./rerecordPlan";

interface Format {
  readonly format: "text" | "json";
}

/** One line each for missing modules, for missing variables, and for variables that the suite sets itself, in this order. */
export function toldOfLacks({ required, missingModules }: Prepared): readonly string[] {
  return [
    ...missingModules.map((name) => `Missing: the module ${name}, which conftest.py imports`),
    ...required.filter(({ present }) => !present).map(({ name, by }) => `Missing: ${name}, used by ${by}`),
    ...required.filter(({ fixed }) => fixed).map(({ name }) => `Set by conftest.py: ${name}, possibly to a placeholder`),
  ];
}

/** Lists missing variables first; never prints values. */
export async function printPlan(plan: CommandPlan, prepared: Prepared, { format }: Format): Promise<void> {
  const line = plannedCommand(prepared);
  const missing = prepared.required.filter(({ present }) => !present);
  const fixed = prepared.required.filter((each) => each.fixed);
  if (format === "json") {
    const shown = {
      missing,
      missingModules: prepared.missingModules,
      fixed: fixed.map(({ name }) => name),
      command: [line.command, ...line.args],
      folder: plan.root,
      mode: prepared.settings.mode,
      setup: prepared.setup ?? null,
      stackConfig: prepared.stackConfig ?? null,
      environment: Object.keys(line.environment),
      recordings: plan.concerned.map(({ uri, testId, turn, follows }) => ({
        file: shownPath(pathOfUri(uri)),
        testId,
        turn,
        follows,
      })),
    } satisfies RerecordPlanOutput;
    return writeAsIs(`${jsonText(shown, 2)}\n`);
  }
  const lines = [
    ...toldOfLacks(prepared),
    `Would run: ${oneLineOf(shownCommandLine(line))}`,
    `In: ${oneLineOf(plan.root)}`,
    `Mode: ${prepared.settings.mode}`,
    ...(prepared.setup === undefined ? [] : [`Setup: ${oneLineOf(prepared.setup)}`]),
    `Files with recordings: ${plan.concerned.length}`,
    ...plan.concerned.map(({ uri, testId, turn, follows }) => {
      const place = turn ? `, turn ${turn.number} of ${turn.of}` : "";
      return `  ${oneLineOf(`${shownPath(pathOfUri(uri))}  ${testId}${place}${follows ? ", its request will change" : ""}`)}`;
    }),
  ];
  return write(`${lines.join("\n")}\n`);
}

const words: Readonly<Record<EntryKind, string>> = {
  changed: "changed",
  new: "new",
  "same-meaning": "same meaning",
  unchanged: "unchanged",
  unproduced: "no longer produced",
};

/** `accepted` are the entries that are in the workspace now. */
export async function printSession(session: Session, accepted: readonly ReviewEntry[], { format }: Format): Promise<void> {
  const isAccepted = new Set(accepted);
  const { entries, commandLine, result, verdict, transaction } = session;
  if (format === "json") {
    const shown = {
      command: [commandLine.command, ...commandLine.args],
      mode: transaction.journal.mode,
      result,
      message: verdict.message,
      recordings: entries.map((entry) => ({
        file: shownPath(entry.path),
        recording: entry.part === undefined ? null : entry.name,
        testId: entry.testId ?? null,
        kind: entry.kind,
        test: entry.outcome,
        summary: entry.summary,
        newFindings: entry.findings,
        mayReplaceOthers: entry.mayReplaceOthers === true,
        accepted: isAccepted.has(entry),
      })),
    } satisfies RerecordOutput;
    return writeAsIs(`${jsonText(shown, 2)}\n`);
  }
  const lines = groupsOf(entries).flatMap((group) =>
    isParted(group) ? fileLines(group, isAccepted) : group.flatMap((entry) => entryLines(entry, isAccepted)),
  );
  // What went wrong is said on standard error.
  const message = verdict.kind === "success" ? [oneLineOf(verdict.message)] : [];
  await write(`\n${[...lines, ...message, acceptedLine(accepted), ...leftLine(entries, isAccepted)].join("\n")}\n`);
}

/** Groups consecutive entries of the same file. */
function groupsOf(entries: readonly ReviewEntry[]): readonly (readonly ReviewEntry[])[] {
  const groups: ReviewEntry[][] = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    if (last?.[0]?.path === entry.path) last.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

const isParted = ([entry]: readonly ReviewEntry[]): boolean => entry?.part !== undefined;

/** The lines for recordings of a file that changed in meaning, and the number of those that did not. */
function fileLines(entries: readonly ReviewEntry[], isAccepted: ReadonlySet<ReviewEntry>): readonly string[] {
  const path = entries[0]?.path ?? "";
  const isShown = (entry: ReviewEntry) => isAccepted.has(entry) || (entry.kind !== "same-meaning" && entry.kind !== "unchanged");
  return [
    `${bold(shownPath(path))}: ${summary(entries)}`,
    ...entries.filter(isShown).flatMap((entry) => entryLines(entry, isAccepted).map((line) => `  ${line}`)),
  ];
}

function entryLines(entry: ReviewEntry, isAccepted: ReadonlySet<ReviewEntry>): readonly string[] {
  const state = isAccepted.has(entry) ? (entry.kind === "unproduced" ? "removed" : "accepted") : "";
  const failed = entry.outcome === "passed" ? [] : [entry.outcome === "failed" ? "test failed" : "test did not finish"];
  const told = [words[entry.kind], ...failed, ...(state === "" ? [] : [state])].join(", ");
  return [
    `${bold(entry.part === undefined ? shownPath(entry.path) : entry.name || `recording ${entry.part.number + 1}`)}: ${told}`,
    ...(entry.kind === "unchanged" ? [] : [`  ${oneLineOf(entry.summary)}`]),
    ...entry.findings.map(({ code, severity, message }) => `  new ${severity} ${oneLineOf(`${code}: ${message}`)}`),
  ];
}

const bold = (text: string): string => styleFor(process.stdout)("bold", oneLineOf(text));

function acceptedLine(accepted: readonly ReviewEntry[]): string {
  const removed = accepted.filter(({ kind }) => kind === "unproduced").length;
  const written = accepted.length - removed;
  if (accepted.length === 0) return "Nothing was accepted; no files changed.";
  const told = written === 0 ? `Removed ${counted(removed, "recording")}` : `Accepted ${counted(written, "recording")}`;
  return `${told}${written > 0 && removed > 0 ? `, removed ${removed}` : ""}; run tapedeck undo to undo this.`;
}

function leftLine(entries: readonly ReviewEntry[], isAccepted: ReadonlySet<ReviewEntry>): readonly string[] {
  const kept = keptUnproduced(entries, (entry) => isAccepted.has(entry));
  return kept === undefined ? [] : [`${kept.sentence}; --remove removes ${kept.count === 1 ? "it" : "them"}.`];
}

function shownPath(path: string): string {
  return relative(process.cwd(), path);
}
