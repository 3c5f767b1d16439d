/** Titles of recordings, without the hash in the file's name. */
import { writtenId } from "./pytest/writtenId";

export interface Titled {
  /** A node id. */
  readonly testId: string | null;
  readonly model: string | null;
  /** Its position in the conversation; absent if it is not part of one. */
  readonly turn?: { readonly number: number } | null | undefined;
}

/** "test_capital[France] · turn 2", "test_capital · gpt-4o", "gpt-4o"; empty if nothing is known. Parameters are shown as written in the source. */
export function recordingTitle({ testId, model, turn }: Titled): string {
  const test = testId === null ? "" : testName(testId);
  const which = turn ? `turn ${turn.number}` : model === null || test.includes(model) ? "" : model;
  return [test, which].filter((part) => part !== "").join(" · ");
}

/** "test_capital[Tōkyō]": a test's name without its module and classes. */
export function testName(testId: string): string {
  const [names = "", ...parameters] = testId.split(/(?=\[)/);
  return writtenId(names.slice(names.lastIndexOf("::") + (names.includes("::") ? 2 : 1)) + parameters.join(""));
}

/** The first digits of a file named by a hash, to tell it apart in a list: "3f2a9c1d"; undefined for any other name. */
export function digitsOf(fileName: string): string | undefined {
  return /^(?:models-)?([0-9a-f]{8})(?:[0-9a-f]{4}|[0-9a-f]{56})(?=[-.#]|$)/.exec(fileName)?.[1];
}
