/** What pytest's verbose output tells while it runs: how many tests there are, and what became of each. Pure. */

export type Outcome = "passed" | "failed" | "skipped";

/** How far a run is. */
export interface Tally {
  /** Tests that will run; undefined until pytest has said so. */
  readonly collected: number | undefined;
  /** By node id, parameters included. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
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
/** `path::test PASSED [ 50%]`, as pytest writes it, and `[gw0] [ 50%] PASSED path::test`, as pytest-xdist does. */
const ended = new RegExp(`^(\\S.*?\\.py::.+?) (${alternatives})(?: \\(.*\\))?\\s*(?:\\[\\s*\\d+%\\])?$`);
const endedElsewhere = new RegExp(`^\\[gw\\d+\\]\\s+\\[\\s*\\d+%\\]\\s+(${alternatives})\\s+(\\S.*\\.py::.+?)\\s*$`);
/** `FAILED path::test - reason` in the summary at the end. The reason may hold anything, so the id is one that ends at a known one or at ` - `. */
const summarised = /^(FAILED|ERROR) (\S.*?\.py::.+?)(?: - .*)?$/;
/** Verbose output says on the same line that it is collecting. */
const collected = /^(?:collecting \.\.\.\s+)?collected (\d+) items?(?: \/ (?:\d+ deselected \/ )?(?:(\d+) selected)?.*)?/;
const announced = /^(\S.*?\.py::.+?)\s*$/;

/** Takes the output piece by piece, as it comes; pieces need not end with a line. */
export class PytestOutput implements Tally {
  readonly #outcomes = new Map<string, Outcome>();
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

  write(text: string): void {
    // A line that never ends must not be searched again and again.
    const lines = `${this.#rest}${text}`.split(/\r?\n/);
    this.#rest = (lines.pop() ?? "").slice(-20_000);
    for (const line of lines) this.#take(withoutColour(line));
  }

  #take(line: string): void {
    const count = collected.exec(line);
    if (count) this.#collected = Number(count[2] ?? count[1]);
    const [, id, word] = ended.exec(line) ?? [];
    const [, otherWord, otherId] = endedElsewhere.exec(line) ?? [];
    const [, failed, failedId] = summarised.exec(line) ?? [];
    this.#note(id, word);
    this.#note(otherId, otherWord);
    this.#note(failedId, failed);
    const alone = new RegExp(`^(${alternatives})\\s*(?:\\[\\s*\\d+%\\])?$`).exec(line)?.[1];
    if (alone !== undefined) this.#note(this.#current, alone);
    if (id === undefined && failed === undefined) this.#current = announced.exec(line)?.[1] ?? this.#current;
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
