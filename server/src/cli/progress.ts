/** Tells on standard error how far a long command is: on a terminal in one line that goes again, elsewhere now and then. */
import { complain } from "./output";

export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export class Progress {
  /** Nobody can cancel but by ending the process. */
  readonly cancelled = false;
  readonly #stream: ProgressStream;
  readonly #verb: string;
  readonly #delay: number;
  #next: number;
  #shown = false;

  /** "Checked 400 of 1577 recordings": the verb's past tense. Silent for `delay` milliseconds, and on a file as long between two lines. */
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

  /** Before anything else is printed. */
  end(): void {
    if (this.#shown && this.#stream.isTTY === true) this.#stream.write("\r\u001b[2K");
    this.#next = Infinity;
  }
}
