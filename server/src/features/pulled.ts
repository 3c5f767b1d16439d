/**
 * What requests for diagnostics share: the next change to wait for, and what the client may show without reporting it. VS Code keeps
 * showing the findings of a document whose tab is closed, without including it in its requests.
 */
import type { Reports } from "./reports";

export class Pulled {
  /** Files for which the client got findings, and no workspace report since that there are none. */
  readonly shown = new Set<string>();
  #waiting: (() => void)[] = [];
  #doubted = new Set<string>();

  constructor(readonly reports: Reports) {}

  /** The client's result ids for these files may be wrong, so the next report includes them in any case. */
  doubt(uris: Iterable<string>): void {
    for (const uri of uris) this.#doubted.add(uri);
  }

  /** Returns and clears these files; the caller reports them. */
  takeDoubted(): ReadonlySet<string> {
    const doubted = this.#doubted;
    this.#doubted = new Set();
    return doubted;
  }

  /** Resolves with the next change. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  fire(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
