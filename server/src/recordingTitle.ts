/** What people call a recording: never the digits of its file's name. */
import { writtenId } from "./pytest/writtenId";

export interface Titled {
  /** A node id. */
  readonly testId: string | null;
  readonly model: string | null;
  /** Its place in the conversation; absent for one that stands alone. */
  readonly turn?: { readonly number: number } | null | undefined;
}

/** "test_capital[France] · turn 2", "test_capital · gpt-4o", "gpt-4o"; empty where nothing tells. Parameters as they were written. */
export function recordingTitle({ testId, model, turn }: Titled): string {
  const test = testId === null ? "" : testName(testId);
  const which = turn ? `turn ${turn.number}` : model === null || test.includes(model) ? "" : model;
  return [test, which].filter((part) => part !== "").join(" · ");
}

/** "test_capital[Tōkyō]": without its module and classes. */
export function testName(testId: string): string {
  const [names = "", ...parameters] = testId.split(/(?=\[)/);
  return writtenId(names.slice(names.lastIndexOf("::") + (names.includes("::") ? 2 : 1)) + parameters.join(""));
}

/** The digits by which such a file is told apart in a list: "3f2a9c1d"; undefined for a file that somebody named. */
export function digitsOf(fileName: string): string | undefined {
  return /^(?:models-)?([0-9a-f]{8})(?:[0-9a-f]{4}|[0-9a-f]{56})(?=[-.#]|$)/.exec(fileName)?.[1];
}
