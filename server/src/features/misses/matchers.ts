/** What vcrpy's matchers say, taken apart. */
import type { FailedMatcher } from "../../protocol";
import type { MatcherDifference } from "../../recording/http/matching";

/** vcrpy's own matchers say `asked != recorded`; others say what they like, in one line or many. */
export function matcherOf({ name, message }: { readonly name: string; readonly message: string }): FailedMatcher {
  const sides = message.includes("\n") ? [] : message.split(" != ");
  const [asked, recorded] = sides;
  if (asked === undefined || recorded === undefined || sides.length > 2)
    return { name, asked: null, recorded: null, message: message === "" ? null : message };
  return { name, asked: spelled(name, asked), recorded: spelled(name, recorded), message: null };
}

export function matcherOfDifference({ name, asked, recorded }: MatcherDifference): FailedMatcher {
  return { name, asked, recorded, message: null };
}

const oneWord = ["method", "scheme", "host", "port", "path", "uri"];
const pair = /\((['"])(.{0,500}?)\1, (['"])(.{0,2000}?)\3\)/g;

/** Where lines were joined, more stands behind it. The query is a list of pairs to Python. */
function spelled(name: string, value: string): string {
  if (oneWord.includes(name)) return value.trim().split(/\s/, 1)[0] ?? "";
  if (name !== "query" || !value.trim().startsWith("[")) return value;
  return [...value.matchAll(pair)].map(([, , key = "", , text = ""]) => `${key}=${text}`).join("&");
}
