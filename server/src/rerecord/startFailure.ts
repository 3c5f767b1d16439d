/** Finds out why pytest could not start, from its own output. Pure. */
import { shorten } from "../recording/json";

/** An exception as Python and pytest write it: `E   ModuleNotFoundError: No module named 'ogx'`. */
const exception = /^(?:E {1,20})?([A-Za-z_][\w.]{0,100}(?:Error|Exception|Exit): \S.*)$/;
/** Other error messages on a single line; the first group is reported. */
const others: readonly RegExp[] = [
  /^\S.*: (No module named pytest)$/,
  /^\S.*: error: (\S.*)$/,
  /^(?:ERROR|Exit): (?!usage:)(\S.*)$/,
  /^(ImportError while loading conftest .*)$/,
];
/** Tests were collected, so further errors are theirs. */
const isRunning = /^(?:collecting \.\.\. +)?collected [1-9]\d* items?(?!.*\berrors?\b)/;
const longest = 300;

/** Takes the output line by line, without colours. */
export class StartFailure {
  #exception: string | undefined;
  #other: string | undefined;
  #isRunning = false;

  /** The most informative line: the first exception, or else the first error; undefined if there is none. */
  get line(): string | undefined {
    return this.#exception ?? this.#other;
  }

  write(line: string): void {
    this.#isRunning ||= isRunning.test(line);
    if (this.#isRunning || line.length > 10_000) return;
    const text = line.trimEnd();
    this.#exception ??= shortened(exception.exec(text)?.[1]);
    for (const other of others) this.#other ??= shortened(other.exec(text)?.[1]);
  }
}

const shortened = (text: string | undefined): string | undefined => text && shorten(text, longest);

/** Whether a module is missing, so that another interpreter, or installing packages, would help. */
export function lacksModule(problem: string): boolean {
  return /\bNo module named\b|^ImportError\b|\bcannot import name\b/.test(problem);
}
