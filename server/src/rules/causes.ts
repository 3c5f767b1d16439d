/** What one thing is wrong with in many places is one finding: the first place, how many there are, and where the others are. */
import type { JsonPath } from "../recording/document";
import type { Report } from "./rule";

/** Of the other places, so many are kept: enough to mark them, and to go from one to the next. */
export const mostPlaces = 100;

/** Equal for reports (of one rule, on one file) that have one cause: they say the same of the same property, whichever the chunk or element. */
export function causeOf({ cause, path, message, severity }: Report): string {
  const what = cause === undefined ? `${propertyOf(path)}\n${withoutPlaces(message)}` : withoutPlaces(cause);
  return `${severity ?? ""}\n${what}`;
}

/** `choices[*].delta.role`, as one text that no other property has. */
function propertyOf(path: JsonPath): string {
  return JSON.stringify(path.map((step) => (typeof step === "number" ? "*" : step)));
}

/** Which chunk or element it is about says where, and not what. */
function withoutPlaces(message: string): string {
  return message.replace(/(?<=\bchunk )\d+|(?<=\[)\d+(?=\])/gi, "*");
}

/** The message of a finding at `count` places. */
export function messageAt(message: string, count: number): string {
  if (count === 1) return message;
  const others = count - 1;
  return `${message} The same problem is at ${others.toLocaleString("en-US")} more ${others === 1 ? "place" : "places"}.`;
}
