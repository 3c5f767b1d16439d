/**
 * What requests for diagnostics have in common: the next change they wait for, and what the client may show without saying so. VS Code goes on
 * showing the findings of a document whose tab is closed, and does not name it in its requests any more.
 */
import type { Reports } from "./reports";

export class Pulled {
  /** Files with findings that the client was told, and not in a report on the workspace that there are none any more. */
  readonly shown = new Set<string>();
  #waiting: (() => void)[] = [];
  #doubted = new Set<string>();

  constructor(readonly reports: Reports) {}

  /** What the client says it has of these files may not be what it shows, so the next report tells of them in any case. */
  doubt(uris: Iterable<string>): void {
    for (const uri of uris) this.#doubted.add(uri);
  }

  /** They are doubted no longer: the caller tells of them. */
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
