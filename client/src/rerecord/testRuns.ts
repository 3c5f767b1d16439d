/** Runs of tests, one after the other: each with its progress, which cancels it, and its output in the terminal. */
import type * as vscode from "vscode";
import { RunQueue } from "../../../server/src/rerecord/queue";
import { withProgress } from "../notifications";
import type { VSCode } from "../vscode";
import { OutputTerminal } from "./outputTerminal";

export class TestRuns implements vscode.Disposable {
  readonly terminal: OutputTerminal;
  readonly #queue = new RunQueue();

  constructor(private readonly vscode: VSCode) {
    this.terminal = new OutputTerminal(vscode);
  }

  /** Does the work after all earlier runs. Ctrl+C in the terminal cancels it as well; undefined if it was cancelled while it waited. */
  async inQueue<T>(
    title: string,
    work: (signal: AbortSignal, report: (message: string) => void) => Promise<T>,
  ): Promise<T | undefined> {
    const options = { location: this.vscode.ProgressLocation.Notification, title, cancellable: true };
    return withProgress(this.vscode, options, async (report, token) => {
      const cancel = new AbortController();
      token.onCancellationRequested(() => cancel.abort());
      if (this.#queue.busy) report("waiting for the previous run");
      return this.#queue.run(() => {
        this.terminal.onInterrupt = () => cancel.abort();
        report("");
        return work(cancel.signal, report);
      }, cancel.signal);
    });
  }

  dispose(): void {
    this.terminal.dispose();
  }
}
