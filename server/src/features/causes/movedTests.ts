/** Which tests get the recordings of others in a plan: those have recordings then, so that they are not what a third one is now. */
import { testGone } from "../../rules/testGone";
import type { CausedFinding } from "./causes";

export class MovedTests {
  /** By the new test (base id): the tests that it was. */
  readonly #from = new Map<string, Set<string>>();
  readonly #planned: CausedFinding[] = [];

  add(cause: CausedFinding): void {
    if (cause.code === testGone.code && cause.change) this.#planned.push(cause);
  }

  /** From now on what was planned until now counts. All recordings of a test are looked at alike, so it does not before. */
  take(): void {
    for (const { change } of this.#planned.splice(0)) {
      if (change) this.#from.set(change.to, (this.#from.get(change.to) ?? new Set()).add(change.from));
    }
  }

  /** Whether a test gets recordings of another one than this (base ids); undefined where none does. */
  get isOfAnother(): ((testId: string, than: string) => boolean) | undefined {
    if (this.#from.size === 0) return undefined;
    return (testId, than) => [...(this.#from.get(testId) ?? [])].some((each) => each !== than);
  }
}
