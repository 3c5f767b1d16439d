/** What a person is told after a run. Pure. */
import type { Rerecording } from "./rerecording";
import { unlinked } from "../unlinked";

export interface Verdict {
  /** `success`: the tests passed; `failure`: they did not, or could not be run. */
  readonly kind: "success" | "failure" | "cancelled";
  /** One or two sentences. */
  readonly message: string;
}

type Told = Pick<Rerecording, "plan" | "commandLine" | "result" | "changes" | "rewritten" | "noLongerProduced">;

export function verdict(told: Told): Verdict {
  const { result, commandLine, changes } = told;
  const name = nameOf(told.plan.nodeIds);
  const changed = changes.length > 0 ? ` Until then: ${summary(told)}.` : " No recording has changed.";
  if (result.kind === "failed") return { kind: "failure", message: `Nothing was recorded: ${result.reason}` };
  if (result.kind === "cancelled") return { kind: "cancelled", message: `Re-recording ${name} was cancelled.${changed}` };
  if (result.status === 0) return { kind: "success", message: success(told, name) };
  const failure = commandLine.pytest ? pytestFailure(result.status, name) : undefined;
  return { kind: "failure", message: `${failure ?? ended(result.status, name)}${changed}` };
}

/** "2 recordings changed, 1 new, 1 no longer produced". */
export function summary({ changes, noLongerProduced }: Pick<Told, "changes" | "noLongerProduced">): string {
  const count = (kind: string) => changes.filter((change) => change.kind === kind).length;
  const parts = [
    { count: count("changed"), words: "changed" },
    { count: count("added"), words: "new" },
    { count: count("removed"), words: "deleted" },
    { count: noLongerProduced.length, words: "no longer produced" },
  ].filter((part) => part.count > 0);
  const [first, ...others] = parts;
  if (!first) return "nothing changed";
  const noun = first.count === 1 ? "recording" : "recordings";
  // "1 new recording", but "1 recording changed".
  const words = first.words === "new" ? `new ${noun}` : `${noun} ${first.words}`;
  return [`${first.count} ${words}`, ...others.map((part) => `${part.count} ${part.words}`)].join(", ");
}

/** "test_chat.py::test_capital[France]", shortened: notifications are small. */
export function nameOf(nodeIds: readonly string[]): string {
  const first = (nodeIds[0] ?? "").replace(/^(?:[^:[]*\/)?(?=[^/:[]*\.py(?:::|$))/, "");
  const more = nodeIds.length > 1 ? ` and ${nodeIds.length - 1} more` : "";
  return unlinked(`${first.length > 100 ? `${first.slice(0, 99)}…` : first}${more}`);
}

function success(told: Told, name: string): string {
  if (told.changes.length > 0 || told.noLongerProduced.length > 0) return `Re-recorded ${name}: ${summary(told)}.`;
  if (told.rewritten.length > 0) return `Re-recorded ${name}: ${same(told.rewritten.length)}.`;
  return `${name} passed, and no recording was written.`;
}

function same(count: number): string {
  return count === 1 ? "the recording is the same as before" : `all ${count} recordings are the same as before`;
}

/** By pytest's exit statuses. */
function pytestFailure(status: number | null, name: string): string | undefined {
  const failures: Readonly<Record<number, string>> = {
    1: `pytest failed while re-recording ${name}.`,
    2: `pytest was interrupted while re-recording ${name}.`,
    3: `pytest had an internal error while re-recording ${name}.`,
    4: `pytest did not run ${name}: it found no such test, or does not know one of the options.`,
    5: `pytest collected no test for ${name}.`,
  };
  return status === null ? undefined : failures[status];
}

function ended(status: number | null, name: string): string {
  return status === null
    ? `Re-recording ${name} was ended from outside.`
    : `The command that re-records ${name} ended with exit status ${status}.`;
}
