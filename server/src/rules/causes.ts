/** Groups reports with the same cause into one finding: the first place, the number of places, and the others. */
import { counted } from "../counted";
import type { JsonPath } from "../recording/document";
import type { Report } from "./rule";

/** The most other places that are kept: enough to underline them and to step through them. */
export const mostPlaces = 100;

/**
 * A key that is equal for reports (of one rule, on one file) with the same cause: the same message about the same property, in whichever chunk or
 * element.
 */
export function causeOf({ cause, path, message, severity }: Report): string {
  const what = cause === undefined ? `${propertyOf(path)}\n${withoutPlaces(message)}` : withoutPlaces(cause);
  return `${severity ?? ""}\n${what}`;
}

/** The property as a unique text: `choices[*].delta.role`. */
function propertyOf(path: JsonPath): string {
  return JSON.stringify(path.map((step) => (typeof step === "number" ? "*" : step)));
}

/** Removes chunk and element numbers from a message, because they are places. */
function withoutPlaces(message: string): string {
  return message.replace(/(?<=\bchunk )\d+|(?<=\[)\d+(?=\])/gi, "*");
}

/** The message of a finding that applies to `count` places. */
export function messageAt(message: string, count: number): string {
  if (count === 1) return message;
  const others = count - 1;
  return `${message} The same problem is at ${counted(others, "more place")}.`;
}
