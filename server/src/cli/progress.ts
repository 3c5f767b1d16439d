/** Reports the progress of a long command to standard error: on a terminal in one line that is erased at the end, otherwise every few seconds. */
import { complain } from "./output";

export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export class Progress {
  /** A command can only be cancelled by ending the process. */
  readonly cancelled = false;
  readonly #stream: ProgressStream;
  readonly #verb: string;
  readonly #delay: number;
  #next: number;
  #shown = false;

  /**
   * `verb` is in the past tense: "Checked 400 of 1577 recordings". Silent for the first `delay` milliseconds, and on a file for as long between two
   * lines.
   */
  constructor(verb: string, stream: ProgressStream = process.stderr, delay = stream.isTTY === true ? 700 : 5000) {
    this.#verb = verb;
    this.#stream = stream;
    this.#delay = delay;
    this.#next = Date.now() + delay;
  }

  report(done: number, of: number): void {
    const now = Date.now();
    if (now < this.#next) return;
    this.#next = now + (this.#stream.isTTY === true ? 100 : this.#delay);
    const line = `${this.#verb} ${done} of ${of} recordings`;
    this.#stream.write(this.#stream.isTTY === true ? `\r\u001b[2K${line}` : `${line}\n`);
    this.#shown = true;
  }

  warn(sentence: string): void {
    this.end();
    complain(sentence, 2);
  }

  /** Erases the line; called before anything else is printed. */
  end(): void {
    if (this.#shown && this.#stream.isTTY === true) this.#stream.write("\r\u001b[2K");
    this.#next = Infinity;
  }
}
