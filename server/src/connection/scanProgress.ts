/** The progress of a scan in the client: shown only if the scan takes a while, and always ended. */
import type { Connection, WorkDoneProgressServerReporter } from "vscode-languageserver/node";
import type { ScanProgress } from "../index/scan/scanner";
import { ignoreDisconnect, send } from "./send";

export class ShownProgress implements ScanProgress {
  readonly #connection: Connection;
  readonly #timer: NodeJS.Timeout;
  #reporter: WorkDoneProgressServerReporter | undefined;
  #ended = false;

  /** Appears after `delay` milliseconds, in clients that support progress. */
  constructor(connection: Connection, delay: number) {
    this.#connection = connection;
    this.#timer = setTimeout(() => void this.#show(), delay);
  }

  /** Whether the user cancelled the scan. */
  get cancelled(): boolean {
    return this.#reporter?.token.isCancellationRequested === true;
  }

  report(done: number, of: number): void {
    ignoreDisconnect(() =>
      this.#reporter?.report(
        Math.floor((100 * done) / of),
        [done, of].map((count) => count.toLocaleString("en-US")).join(" of "),
      ),
    );
  }

  warn(sentence: string): void {
    this.#connection.console.warn(sentence);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#ended = true;
    ignoreDisconnect(() => this.#reporter?.done());
  }

  async #show(): Promise<void> {
    // A client that refuses shows no progress.
    const reporter = await send(() => this.#connection.window.createWorkDoneProgress());
    if (reporter === undefined) return;
    ignoreDisconnect(() => reporter.begin("Reading recordings", 0, undefined, true));
    // The scan may have ended while the request was pending: a progress that was begun must still be ended.
    if (this.#ended) ignoreDisconnect(() => reporter.done());
    else this.#reporter = reporter;
  }
}
