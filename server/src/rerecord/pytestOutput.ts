/** What pytest's verbose output tells while it runs: how many tests there are, and what became of each. Pure. */
import { StartFailure } from "./startFailure";

export type Outcome = "passed" | "failed" | "skipped";

/** How far a run is. */
export interface Tally {
  /** Tests that will run; undefined until pytest has said so. */
  readonly collected: number | undefined;
  /** By node id, parameters included. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** The line that says why pytest could not start; undefined where it did, or said nothing. */
  readonly problem: string | undefined;
}

/** Node ids of the tests that failed, in the order in which they were told. */
export function failedIn({ outcomes }: Tally): readonly string[] {
  return [...outcomes].flatMap(([id, outcome]) => (outcome === "failed" ? [id] : []));
}

const words: Readonly<Record<string, Outcome>> = {
  PASSED: "passed",
  XPASS: "passed",
  FAILED: "failed",
  ERROR: "failed",
  XFAIL: "skipped",
  SKIPPED: "skipped",
};

const alternatives = Object.keys(words).join("|");
/** `[gw0] [ 50%] PASSED path::test`, as pytest-xdist writes it. */
const elsewhere = new RegExp(`^\\[gw\\d+\\]\\s+\\[\\s*\\d+%\\]\\s+(${alternatives})\\s+`);
const alone = new RegExp(`^(${alternatives})$`);
const ending = new RegExp(` (${alternatives})(?= \\(|$)`, "g");
/** Verbose output says on the same line that it is collecting. */
const collected = /^(?:collecting \.\.\.\s+)?collected (\d+) items?(?: \/ (?:\d+ deselected \/ )?(?:(\d+) selected)?.*)?/;

/** Takes the output piece by piece, as it comes; pieces need not end with a line. */
export class PytestOutput implements Tally {
  readonly #outcomes = new Map<string, Outcome>();
  readonly #startFailure = new StartFailure();
  #collected: number | undefined;
  #rest = "";
  /** With output of its own, a test's outcome stands on a line without its id. */
  #current: string | undefined;

  get collected(): number | undefined {
    return this.#collected;
  }

  get outcomes(): ReadonlyMap<string, Outcome> {
    return this.#outcomes;
  }

  get problem(): string | undefined {
    return this.#outcomes.size > 0 ? undefined : this.#startFailure.line;
  }

  write(text: string): void {
    // A line that never ends must not be searched again and again.
    const lines = `${this.#rest}${text}`.split(/\r?\n/);
    this.#rest = (lines.pop() ?? "").slice(-20_000);
    for (const line of lines) this.#take(withoutColour(line));
  }

  #take(line: string): void {
    this.#startFailure.write(line);
    const count = collected.exec(line);
    if (count) this.#collected = Number(count[2] ?? count[1]);
    const said = ended(line) ?? endedElsewhere(line) ?? summarised(line);
    if (said) this.#note(said.id, said.word);
    const word = alone.exec(withoutPercentage(line))?.[1];
    if (word !== undefined) this.#note(this.#current, word);
    if (!said && isId(line.trimEnd())) this.#current = line.trimEnd();
  }

  /** A test that failed stays failed: its teardown may be told after it. */
  #note(id: string | undefined, word: string | undefined): void {
    const outcome = words[word ?? ""];
    if (id === undefined || outcome === undefined || this.#outcomes.get(id) === "failed") return;
    this.#outcomes.set(id, outcome);
  }
}

function withoutColour(line: string): string {
  return line.replaceAll(/\u001b\[[\d;]*[A-Za-z]/g, "");
}

interface Said {
  readonly id: string;
  readonly word: string;
}

/** `path::test PASSED [ 50%]`, as pytest writes it, with a reason in parentheses or without. */
function ended(line: string): Said | undefined {
  const text = withoutPercentage(line);
  ending.lastIndex = afterModule(text) ?? text.length;
  const match = ending.exec(text);
  const isWhole = match && (match.index + match[0].length === text.length || text.endsWith(")"));
  return isWhole ? { id: text.slice(0, match.index), word: match[1] ?? "" } : undefined;
}

function endedElsewhere(line: string): Said | undefined {
  const match = elsewhere.exec(line);
  const id = match ? line.slice(match[0].length).trimEnd() : "";
  return isId(id) ? { id, word: match?.[1] ?? "" } : undefined;
}

/** `FAILED path::test - reason` in the summary at the end. The reason may hold anything, so the id is one that ends at the first ` - `. */
function summarised(line: string): Said | undefined {
  const word = ["FAILED", "ERROR"].find((each) => line.startsWith(`${each} `));
  const text = line.slice((word?.length ?? 0) + 1);
  const from = afterModule(text);
  if (word === undefined || from === undefined) return undefined;
  const end = text.indexOf(" - ", from);
  return { id: end < 0 ? text : text.slice(0, end), word };
}

const isId = (text: string): boolean => afterModule(text) !== undefined;

/** After the first character of the name that follows `path.py::`; undefined for a text that does not begin like a node id. */
function afterModule(text: string): number | undefined {
  const at = /^\S/.test(text) ? text.indexOf(".py::", 1) : -1;
  return at < 0 || at + 5 >= text.length ? undefined : at + 6;
}

/** Without the ` [ 50%]` at the end of a line. */
function withoutPercentage(line: string): string {
  const text = line.trimEnd();
  const at = text.endsWith("%]") ? text.lastIndexOf("[") : -1;
  return at >= 0 && /^\[\s*\d+%\]$/.test(text.slice(at)) ? text.slice(0, at).trimEnd() : text;
}
