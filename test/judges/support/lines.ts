/** A Python program that answers one line of JSON with another. */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { ensurePythonEnvironment } from "../../support/pythonEnvironment.mjs";

export class PythonLines {
  readonly #answers: AsyncIterator<string, undefined>;

  private constructor(readonly process: ChildProcessWithoutNullStreams) {
    process.stderr.pipe(globalThis.process.stderr);
    this.#answers = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
  }

  /** Starts a program of this folder in one of the project's Python environments. */
  static async start(environment: string, program: string, ...args: readonly string[]): Promise<PythonLines> {
    const script = fileURLToPath(new URL(program, import.meta.url));
    return new PythonLines(spawn(await ensurePythonEnvironment(environment), [script, ...args]));
  }

  /** Ask one after the other. */
  async ask<T>(question: unknown): Promise<T> {
    this.process.stdin.write(`${JSON.stringify(question)}\n`);
    const line: IteratorResult<string, undefined> = await this.#answers.next();
    if (line.done === true) throw new Error("The Python program has ended.");
    return JSON.parse(line.value) as T;
  }

  stop(): void {
    this.process.stdin.end();
  }
}
