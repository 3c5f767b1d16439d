/** The tests that get recordings of other tests in a plan. They are no candidates for a third test any more. */
import { testGone } from "../../rules/testGone";
import type { CausedFinding } from "./causes";

export class MovedTests {
  /** The old tests by the new one (base ids). */
  readonly #from = new Map<string, Set<string>>();
  readonly #planned: CausedFinding[] = [];

  add(cause: CausedFinding): void {
    if (cause.code === testGone.code && cause.change) this.#planned.push(cause);
  }

  /** Makes the moves count that were added so far. Until then, all recordings of a test are treated alike. */
  take(): void {
    for (const { change } of this.#planned.splice(0)) {
      if (change) this.#from.set(change.to, (this.#from.get(change.to) ?? new Set()).add(change.from));
    }
  }

  /** Whether a test gets recordings of another test than this one (base ids); undefined if no test does. */
  get isOfAnother(): ((testId: string, than: string) => boolean) | undefined {
    if (this.#from.size === 0) return undefined;
    return (testId, than) => [...(this.#from.get(testId) ?? [])].some((each) => each !== than);
  }
}
