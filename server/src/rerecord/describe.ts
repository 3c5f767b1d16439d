/** Messages for the user after a run. Pure. */
import type { CommandLine } from "./commandLine";
import type { EntryKind, ReviewEntry } from "./review";
import type { RunResult } from "./run";
import { writtenId } from "../pytest/writtenId";
import { printable, shortPrintable } from "../recording/json";
import { lacksModule } from "./startFailure";

export interface Verdict {
  /** `success`: the tests passed; `failure`: they failed, or could not be run. */
  readonly kind: "success" | "failure" | "cancelled";
  /** One or two sentences. */
  readonly message: string;
  /** A module is missing, so another interpreter may help. */
  readonly wantsInterpreter?: true;
}

export interface Told {
  readonly nodeIds: readonly string[];
  readonly commandLine: Pick<CommandLine, "pytest" | "command" | "args">;
  readonly result: RunResult;
  readonly entries: readonly Pick<ReviewEntry, "kind">[];
  /** Node ids of tests that failed. */
  readonly failed: readonly string[];
  /** pytest's message if it could not start. */
  readonly problem: string | undefined;
}

/** After recording: nothing is in the workspace yet. */
export function verdict({ nodeIds, commandLine, result, entries, failed, problem }: Told): Verdict {
  const name = nameOf(nodeIds);
  const soFar = entries.length > 0 ? ` Recorded so far: ${summary(entries)}.` : "";
  if (result.kind === "failed") return { kind: "failure", message: `Nothing was recorded: ${result.reason}` };
  if (result.kind === "cancelled") return { kind: "cancelled", message: `Re-recording ${name} was cancelled.${soFar}` };
  if (result.kind === "timedOut")
    return { kind: "failure", message: `Re-recording ${name} took longer than tapedeck.rerecord.timeout allows.${soFar}` };
  if (result.status === 0) return { kind: "success", message: success(entries, name) };
  const failure = pytestFailure({ nodeIds, commandLine, failed, problem }, result.status, "re-recording");
  return {
    kind: "failure",
    message: `${failure ?? ended(result.status, name)}${soFar}`,
    ...interpreterWanted(problem),
  };
}

/** After a replay. */
export function replayVerdict({ nodeIds, commandLine, result, failed, problem }: Omit<Told, "entries">): Verdict {
  const name = nameOf(nodeIds);
  if (result.kind === "failed") return { kind: "failure", message: `Nothing was replayed: ${result.reason}` };
  if (result.kind === "cancelled") return { kind: "cancelled", message: `Replaying ${name} was cancelled.` };
  if (result.kind === "timedOut")
    return { kind: "failure", message: `Replaying ${name} took longer than tapedeck.rerecord.timeout allows.` };
  if (result.status === 0) return { kind: "success", message: `${name} passes with its recordings.` };
  const failure = pytestFailure({ nodeIds, commandLine, failed, problem }, result.status, "replaying");
  const message = failure ?? `Replaying ${name} ended with exit status ${result.status ?? "unknown"}.`;
  return { kind: "failure", message, ...interpreterWanted(problem) };
}

const kinds: readonly { readonly kind: EntryKind; readonly words: string }[] = [
  { kind: "changed", words: "changed" },
  { kind: "new", words: "new" },
  { kind: "same-meaning", words: "with the same meaning" },
  { kind: "unchanged", words: "unchanged" },
  { kind: "unproduced", words: "no longer produced" },
];

/** "2 recordings changed, 1 new, 1 no longer produced". */
export function summary(entries: readonly Pick<ReviewEntry, "kind">[]): string {
  const parts = kinds
    .map(({ kind, words }) => ({ count: entries.filter((entry) => entry.kind === kind).length, kind, words }))
    .filter(({ count }) => count > 0);
  const [first, ...others] = parts;
  if (!first) return "nothing was recorded";
  const noun = first.count === 1 ? "recording" : "recordings";
  // "1 new recording", but "1 recording changed".
  const before = first.kind === "new" || first.kind === "unchanged";
  const words = before ? `${first.words} ${noun}` : `${noun} ${first.words}`;
  return [`${first.count} ${words}`, ...others.map((part) => `${part.count} ${part.words}`)].join(", ");
}

/** "test_chat.py::test_capital[France]", shortened for notifications and with control characters escaped. */
export function nameOf(nodeIds: readonly string[]): string {
  const first = writtenId(nodeIds[0] ?? "").replace(/^(?:[^:[]*\/)?(?=[^/:[]*\.py(?:::|$))/, "");
  const more = nodeIds.length > 1 ? ` and ${nodeIds.length - 1} more` : "";
  return `${shortPrintable(first, 100)}${more}`;
}

function success(entries: Told["entries"], name: string): string {
  if (entries.some(({ kind }) => kind !== "unchanged" && kind !== "same-meaning"))
    return `Re-recorded ${name}: ${summary(entries)}.`;
  if (entries.length === 0) return `${name} passed, and no recording was made.`;
  if (entries.every(({ kind }) => kind === "unchanged"))
    return `Re-recorded ${name}: ${same(entries.length)} the same as before.`;
  return `Re-recorded ${name}: ${same(entries.length, "mean")} the same as before.`;
}

function same(count: number, verb = "are"): string {
  const single = verb === "are" ? "is" : `${verb}s`;
  return count === 1 ? `the recording ${single}` : `all ${count} recordings ${verb}`;
}

const interpreterWanted = (problem: string | undefined): Pick<Verdict, "wantsInterpreter"> =>
  problem !== undefined && lacksModule(problem) ? { wantsInterpreter: true } : {};

/** The interpreter in a command line of ours: "/usr/bin/python3", "uv run -- python". */
export function interpreterOf({ command, args }: Pick<CommandLine, "command" | "args">): string {
  return [command, ...args.slice(0, Math.max(args.indexOf("-m"), 0))].join(" ");
}

/** pytest's own message if it could not start, or else the failed tests and the exit code; undefined if there is neither. */
function pytestFailure(
  { nodeIds, commandLine, failed, problem }: Omit<Told, "entries" | "result">,
  status: number | null,
  doing: string,
): string | undefined {
  const name = nameOf(nodeIds);
  if (status !== null && problem !== undefined) {
    const by = commandLine.pytest ? ` with ${interpreterOf(commandLine)}` : "";
    return `pytest did not run ${name}${by}: ${printable(problem).replace(/\.$/, "")}.`;
  }
  if (failed.length > 0 && (commandLine.pytest ? status === 1 : status !== null)) {
    const failedName = nameOf(failed);
    return `${failedName} failed while ${doing}${failedName === name ? "" : ` ${name}`}.`;
  }
  if (!commandLine.pytest) return undefined;
  const failures: Readonly<Record<number, string>> = {
    1: `pytest failed while ${doing} ${name}.`,
    2: `pytest was interrupted while ${doing} ${name}.`,
    3: `pytest had an internal error while ${doing} ${name}.`,
    4: `pytest did not run ${name}: it found no such test, or one of the options is unknown.`,
    5: `pytest collected no test for ${name}.`,
  };
  return status === null ? undefined : failures[status];
}

function ended(status: number | null, name: string): string {
  return status === null
    ? `Re-recording ${name} was ended by another process.`
    : `The command that re-records ${name} ended with exit status ${status}.`;
}

/**
 * Replay goes by the order in a file, so a leftover recording may be played in place of another. A sentence without its
 * full stop; undefined if nothing was left in a file of which something was accepted.
 */
export function keptUnproduced(
  entries: readonly ReviewEntry[],
  isAccepted: (entry: ReviewEntry) => boolean,
): { readonly count: number; readonly sentence: string } | undefined {
  const files = new Set(entries.flatMap((entry) => (isAccepted(entry) && entry.part !== undefined ? [entry.path] : [])));
  const count = entries.filter((entry) => entry.kind === "unproduced" && !isAccepted(entry) && files.has(entry.path)).length;
  if (count === 0) return undefined;
  const [what, them] =
    count === 1
      ? ["1 recording that is no longer produced was", "it"]
      : [`${count} recordings that are no longer produced were`, "them"];
  return { count, sentence: `${what} kept, and replay may still answer with ${them}` };
}
