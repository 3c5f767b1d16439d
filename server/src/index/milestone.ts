/** An event that happens once and can be awaited. */
export class Milestone {
  readonly reached: Promise<void>;
  /** Milliseconds from the start of the process to the event; undefined before it. */
  at: number | undefined;
  #resolve: () => void = () => undefined;

  constructor() {
    this.reached = new Promise((resolve) => (this.#resolve = resolve));
  }

  get isReached(): boolean {
    return this.at !== undefined;
  }

  reach(): void {
    this.at ??= performance.now();
    this.#resolve();
  }
}
