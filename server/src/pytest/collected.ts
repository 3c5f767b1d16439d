/** Parses the output of `pytest --collect-only -q`: one node id per line, then errors, then the number of tests. Pure. */
import { parseNodeId } from "./nodeId";

export interface Collected {
  /** The node ids as pytest prints them, with parameters. */
  readonly testIds: ReadonlySet<string>;
  /** Modules and folders, relative to pytest's rootdir, that could not be collected. */
  readonly failed: ReadonlySet<string>;
  /** Whether every test of the other modules is listed: nothing deselected, cut off or garbled. */
  readonly complete: boolean;
}

/** Accepts any text, even if it is cut off or mixed with other output. Never throws. */
export function parseCollected(output: string): Collected {
  const lines = output.replaceAll(colour, "").split(/\r?\n/);
  const end = lines.findIndex((line) => heading.test(line));
  const ids = (end < 0 ? lines : lines.slice(0, end)).filter((line) => parseNodeId(line) !== undefined);
  const failed = lines.flatMap((line) => failure.exec(line)?.[1] ?? []);
  const summaries = lines.flatMap((line) => summary.exec(line)?.groups?.["count"] ?? []);
  const complete = summaries.length === 1 && Number(summaries[0]) === ids.length && !lines.some((line) => stopped.test(line));
  return { testIds: new Set(ids), failed: new Set(failed), complete };
}

const colour = /\u001b\[[\d;]*m/g;

/** `===== ERRORS =====`, `===== warnings summary =====`: no node ids follow, whatever looks like one. */
const heading = /^=+ [^=]+ =+$/;

const failure = /^_+ ERROR collecting (.+?) _+$/;

/** Does not match `2/5 tests collected (3 deselected)`, because that is not all of them. */
const summary = /^(?:=+ )?(?<count>\d+) tests? collected(?:, \d+ errors?)? in [\d.]+s\b/;

/** After the first failures, with `-x` and `--maxfail`. */
const stopped = /^!+ (?:stopping after|xdist)/;
