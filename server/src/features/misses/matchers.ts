/** Parses the messages of vcrpy's matchers. */
import type { FailedMatcher } from "../../protocol";
import type { MatcherDifference } from "../../recording/http/matching";

/** vcrpy's own matchers print `asked != recorded`; others print anything, on one or more lines. */
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

/** If lines were joined, further text follows. In Python the query is a list of pairs. */
function spelled(name: string, value: string): string {
  if (oneWord.includes(name)) return value.trim().split(/\s/, 1)[0] ?? "";
  if (name !== "query" || !value.trim().startsWith("[")) return value;
  return [...value.matchAll(pair)].map(([, , key = "", , text = ""]) => `${key}=${text}`).join("&");
}
