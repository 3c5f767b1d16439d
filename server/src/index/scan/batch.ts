import { logFailure } from "../../log";

/**
 * Collects bursts of values, keeping the last one for each key, and delivers them after a quiet period, or after ten delays at most, unless it is
 * held back.
 */
export class Batch<T> {
  readonly #values = new Map<string, T>();
  readonly #delay: number;
  readonly #deliver: (values: readonly T[]) => void;
  readonly #heldBack: () => boolean;
  #timer: NodeJS.Timeout | undefined;
  #since = 0;
  #latest = 0;
  #disposed = false;

  /** `delay` in milliseconds. */
  constructor(delay: number, deliver: (values: readonly T[]) => void, heldBack = () => false) {
    this.#delay = delay;
    this.#deliver = deliver;
    this.#heldBack = heldBack;
  }

  add(key: string, value: T): void {
    if (this.#disposed) return;
    this.#latest = Date.now();
    if (this.#values.size === 0) this.#since = this.#latest;
    this.#values.set(key, value);
    // Thousands may arrive at once, and a timer for each would take longer than everything else.
    if (!this.#timer) this.#wait(this.#delay);
  }

  /** Takes what was collected, which is then not delivered. */
  take(): readonly T[] {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const values = [...this.#values.values()];
    this.#values.clear();
    return values;
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#values.clear();
  }

  #wait(milliseconds: number): void {
    this.#timer = setTimeout(() => this.#flush(), milliseconds);
  }

  #flush(): void {
    const due = Math.min(this.#latest + this.#delay, this.#since + 10 * this.#delay) - Date.now();
    if (due > 0 || this.#heldBack()) {
      this.#wait(due > 0 ? due : this.#delay);
      return;
    }
    const values = this.take();
    try {
      if (values.length > 0) this.#deliver(values);
    } catch (error) {
      // Nothing else would catch an exception in a timer.
      logFailure("Taking in what changed", error);
    }
  }
}
