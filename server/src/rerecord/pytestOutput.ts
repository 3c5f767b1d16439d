/** Parses pytest's verbose output while it runs: the number of tests, and the outcome of each. Pure. */
import { StartFailure } from "./startFailure";

export type Outcome = "passed" | "failed" | "skipped";

/** The progress of a run. */
export interface Tally {
  /** The number of tests that will run; undefined until pytest reports it. */
  readonly collected: number | undefined;
  /** By node id, with parameters. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** The line that says why pytest could not start; undefined if it could, or said nothing. */
  readonly problem: string | undefined;
}

/** Node ids of the tests that failed, in the order in which they were reported. */
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
/** In verbose output the same line says before that it is collecting. */
const collected = /^(?:collecting \.\.\.\s+)?collected (\d+) items?(?: \/ (?:\d+ deselected \/ )?(?:(\d+) selected)?.*)?/;

/** Takes the output in pieces as it arrives; pieces need not end with a line. */
export class PytestOutput implements Tally {
  readonly #outcomes = new Map<string, Outcome>();
  readonly #startFailure = new StartFailure();
  #collected: number | undefined;
  #rest = "";
  /** If a test prints something, its outcome is on a line without its id. */
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
    // Limited, because a line that never ends must not be searched again and again.
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

  /** A failed test stays failed, even if its teardown is reported later. */
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

/** `path::test PASSED [ 50%]`, as pytest writes it, with or without a reason in parentheses. */
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

/** `FAILED path::test - reason` in the final summary. The reason may contain anything, so the id ends at the first ` - `. */
function summarised(line: string): Said | undefined {
  const word = ["FAILED", "ERROR"].find((each) => line.startsWith(`${each} `));
  const text = line.slice((word?.length ?? 0) + 1);
  const from = afterModule(text);
  if (word === undefined || from === undefined) return undefined;
  const end = text.indexOf(" - ", from);
  return { id: end < 0 ? text : text.slice(0, end), word };
}

const isId = (text: string): boolean => afterModule(text) !== undefined;

/** The offset after the first character of the name that follows `path.py::`; undefined if a text does not start like a node id. */
function afterModule(text: string): number | undefined {
  const at = /^\S/.test(text) ? text.indexOf(".py::", 1) : -1;
  return at < 0 || at + 5 >= text.length ? undefined : at + 6;
}

/** Removes the ` [ 50%]` at the end of a line. */
function withoutPercentage(line: string): string {
  const text = line.trimEnd();
  const at = text.endsWith("%]") ? text.lastIndexOf("[") : -1;
  return at >= 0 && /^\[\s*\d+%\]$/.test(text.slice(at)) ? text.slice(0, at).trimEnd() : text;
}
