/**
 * Finds failures of replay in the output of a run, a log or a report: requests for which vcrpy had no recording, requests that pytest-recording
 * blocked, and requests for which DataDog's test agent had no file.
 */
import { plainLog } from "../failureLog";
import { readFailureText, type FailureText } from "../failureText";
import { missHeadline, missIn, type Miss } from "./missText";

export type WhatFailed =
  | { readonly kind: "missed"; readonly miss: Miss }
  /** The network was blocked before vcrpy saw the request; `host` if the text names it. */
  | { readonly kind: "blocked"; readonly host: string | undefined }
  /** The test agent looked for a file with this name, which is derived from the request, without suffix. */
  | { readonly kind: "unnamed"; readonly name: string };

export type ReplayFailure = WhatFailed & {
  /** What the text says about the test. */
  readonly failure: FailureText;
};

/** The most characters of one failure. */
const longest = 20_000;
/** The most failures to explain. */
const most = 20;

/** A line of pytest's output that starts another failure. */
const others = /\n_{3,} \S|\n={3,} |<\/?testcase[ >]/;

/**
 * Each failure once, however often a chain of exceptions, a retry or a summary repeats it. `more` is the number of failures beyond the limit.
 * Never throws.
 */
export function replayFailures(text: string): { readonly failures: readonly ReplayFailure[]; readonly more: number } {
  if (!mayFail.test(text)) return { failures: [], more: 0 };
  const plain = plainLog(text);
  const found = distinct(spotsIn(plain));
  const failures = found.slice(0, most).map(({ at, what }) => ({ ...what, failure: failureAt(plain, at) }));
  const told = failures.filter((each) => !isBare(each));
  const tests = new Set(told.map(({ failure }) => failure.testId));
  const bare = failures.filter((each) => isBare(each) && !tests.has(each.failure.testId));
  const kept = [...told, ...bare.filter(({ failure }) => told.length === 0 || failure.testId !== undefined)];
  return { failures: kept, more: Math.max(0, found.length - most) };
}

const mayFail =
  /CannotOverwriteExisting|Can(?:'|&#39;|&apos;)t (?:overwrite existing cassette|play back this)|Network is disabled|HTTPRequestError|not found while running in CI mode/;

/** A summary that was cut off only says that there was a failure. */
const isBare = (what: WhatFailed): boolean =>
  what.kind === "missed" && what.miss.url === undefined && what.miss.cassette === undefined;

interface Spot {
  readonly at: number;
  readonly what: WhatFailed;
}

const cut = /(?<=CannotOverwriteExisting\w{1,40}: )Can't /;
const blocked = /RuntimeError: Network is disabled(?: for host ['"]?([^\s'"]{1,300}))?/;
const unnamed = /Cassette ([\w.-]{1,300}) not found while running in CI mode/;
const headlines = new RegExp([missHeadline, cut, blocked, unnamed].map(({ source }) => source).join("|"), "g");

function spotsIn(text: string): readonly Spot[] {
  const found = [...text.matchAll(headlines)];
  return found.map(({ index, 0: headline, 1: host, 2: name }, at): Spot => {
    if (name !== undefined) return { at: index, what: { kind: "unnamed", name } };
    if (headline.startsWith("RuntimeError")) return { at: index, what: { kind: "blocked", host } };
    const own = text.slice(index, Math.min(found[at + 1]?.index ?? text.length, index + longest));
    const end = others.exec(own)?.index;
    return { at: index, what: { kind: "missed", miss: missIn(own.slice(0, end)) } };
  });
}

/** Of several about the same request, keeps the one with most information. */
function distinct(spots: readonly Spot[]): readonly Spot[] {
  const found = new Map<string, Spot>();
  for (const spot of spots) {
    const key = keyOf(spot);
    const known = found.get(key);
    if (known === undefined || weight(known) < weight(spot)) found.set(key, spot);
  }
  return [...found.values()];
}

function keyOf({ at, what }: Spot): string {
  if (isBare(what)) return String(at);
  return JSON.stringify(what.kind === "missed" ? [what.miss.cassette, what.miss.method, what.miss.url] : what);
}

function weight({ what }: Spot): number {
  if (what.kind !== "missed") return 0;
  const { candidates, reason } = what.miss;
  return candidates.flatMap(({ failed }) => [1, ...failed]).length + (reason === undefined ? 0 : 1);
}

function failureAt(text: string, at: number): FailureText {
  const start = text.lastIndexOf("<testcase ", at);
  const end = start < 0 ? -1 : text.indexOf("</testcase>", start);
  if (start < 0 || end < at) return readFailureText(text, at);
  const own = text.slice(start, end);
  const told = readFailureText(own, at - start);
  return { ...told, testId: told.testId ?? idOfCase(own, told.places) };
}

/** JUnit's report joins the module and the classes by dots. */
function idOfCase(text: string, places: FailureText["places"]): string | undefined {
  const head = text.slice(0, text.indexOf(">") >>> 0);
  const names = / classname="([^"]{1,1000})"/.exec(head)?.[1] ?? "";
  const name = / name="([^"]{1,1000})"/.exec(head)?.[1];
  for (const { path } of name === undefined ? [] : places) {
    const module = path.replace(/\.py$/, "").replaceAll("/", ".");
    if (names === module) return `${path}::${name ?? ""}`;
    if (names.startsWith(`${module}.`)) return [path, ...names.slice(module.length + 1).split("."), name].join("::");
  }
  return undefined;
}
