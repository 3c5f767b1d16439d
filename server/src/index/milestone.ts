/** Something that happens once, and that others wait for. */
export class Milestone {
  readonly reached: Promise<void>;
  /** Milliseconds since the process began; undefined before. */
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
