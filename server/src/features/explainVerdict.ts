/** What an explanation comes down to, in a sentence or two. */
import type { Explanation } from "../protocol";
import { countOf } from "./recordingTable";

/** The first case that holds is the one to tell. */
export function verdictOn(facts: Omit<Explanation, "verdict">): string {
  const { hash, testId, lookedIn, elsewhere, nearest, comparison } = facts;
  const found = lookedIn.find(({ exists }) => exists);
  if (found)
    return "A recording of this request is where replay looks first, so replay finds it: the failure was of another checkout, folder or test.";
  const renamed = elsewhere.find((each) => each.status === "older" || each.status === "mismatch");
  if (renamed) {
    return `This request was recorded, but the file is named ${short(renamed.fileName)}, and replay looks for ${short(hash ?? "")}.json: rename it, or record the test again.`;
  }
  if (elsewhere.length > 0) {
    return "This request was recorded, but in a folder where replay of this test does not look: move the file, or record the test again.";
  }
  if (comparison) return compared(comparison.differences);
  if (nearest.length === 0) {
    return testId === null
      ? "No recording in this workspace has this hash, and without a test there is nothing near it to name."
      : "Nothing is recorded for this test: record it.";
  }
  if (nearest.length === 1 && nearest[0]?.testId === testId && hash !== null) {
    return "The one recording of this test has another hash: the request has changed since, or this one was never recorded.";
  }
  const these = `${countOf(nearest.length, "recording")} of ${nearest.some((each) => each.testId === testId) ? "this test" : "tests near it"}`;
  return hash === null
    ? `There are ${these}.`
    : `None of the ${these} has this hash: the request has changed since, or was never recorded.`;
}

function compared(differences: NonNullable<Explanation["comparison"]>["differences"]): string {
  const counting = differences.filter(({ counts }) => counts);
  if (counting.length === 0)
    return "The nearest recording has the same request as far as it is hashed: its name or its folder is wrong.";
  const names = counting.slice(0, 3).map(({ pointer }) => pointer);
  const more = counting.length > names.length ? ` and ${counting.length - names.length} more` : "";
  return `The nearest recording differs in ${countOf(counting.length, "field")} that the hash is made of: ${names.join(", ")}${more}.`;
}

const short = (name: string): string => name.replace(/([0-9a-f]{12})[0-9a-f]{52}/, "$1…");
