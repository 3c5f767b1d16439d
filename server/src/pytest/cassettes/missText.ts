/**
 * Parses vcrpy's error for a request without a matching recording. Based on vcrpy 6.0, 8.2 and 9.4, which word it differently. Lines may
 * be joined by blanks, as when pasted into a single line, and cut off anywhere.
 */
import { candidatesIn, type MissCandidate } from "./missCandidates";

export type MissReason =
  /** There is no file, or it could not be loaded. */
  | "unloaded"
  /** The matching recording was already played. */
  | "consumed"
  /** The candidates tell which matchers fail. */
  | "differs"
  /** No recording matched; before vcrpy 9, also if there is no file. */
  | "nothing";

/** As far as the text says it. */
export interface Miss {
  /** A path on the machine where it failed. */
  readonly cassette: string | undefined;
  readonly mode: string | undefined;
  readonly method: string | undefined;
  readonly url: string | undefined;
  /** The complete body, as text. */
  readonly body: string | undefined;
  /** The names of all matchers in use. */
  readonly matchers: readonly string[];
  readonly reason: MissReason | undefined;
  /** For "consumed": how many recordings match. */
  readonly consumed: number | undefined;
  readonly candidates: readonly MissCandidate[];
}

/** The start of vcrpy's error. */
export const missHeadline =
  /Can't overwrite existing cassette \(|Can't play back this request: |The cassette \(['"][^\n]{1,4096} doesn't contain the request \(/;

/** `text` starts with the headline; everything in it belongs to the same failure. */
export function missIn(text: string): Miss {
  return text.startsWith("Can't play") ? current(text) : older(text);
}

const requestIn = /<Request \(([A-Za-z]{1,20})\) ([^\s>]*)>/;

/** Up to vcrpy 8. */
function older(text: string): Miss {
  const cassette = /cassette \((["'])([^\n]{1,4096}?)\1\)/.exec(text)?.[2];
  const mode = /record mode \([^)\n]{0,60}?'(\w{1,20})'/.exec(text)?.[1];
  const [, method, url] = requestIn.exec(text) ?? [];
  const candidates = candidatesIn(text, "older");
  const succeeded = /Matchers succeeded : \[([^\]\n]{0,2000})\]/.exec(text)?.[1] ?? "";
  const matchers = [...succeeded.matchAll(/'([^']{1,100})'/g)].map(([, name = ""]) => name);
  const count = Number(/Found (\d{1,6}) (?:recorded|similar) request/.exec(text)?.[1] ?? NaN);
  const isConsumed = /they have already been consumed|similar requests with 0 different matcher/.test(text);
  const isNothing = text.includes("No similar requests, that have not been played, found");
  return {
    ...{ cassette: cassette?.replaceAll("\\\\", "\\"), mode, method, url, body: undefined },
    matchers: [...matchers, ...(candidates[0]?.failed ?? []).map(({ name }) => name)],
    reason: isConsumed ? "consumed" : isNothing ? "nothing" : candidates.length > 0 ? "differs" : undefined,
    consumed: isConsumed ? count : undefined,
    candidates: isConsumed ? [] : candidates,
  };
}

const labels = ["Cassette: ", "record_mode: ", "match_on: ", "interactions: ", "Closest recorded requests:", "How to fix:"];

/** From vcrpy 9. */
function current(text: string): Miss {
  const field = (label: string) => fieldOf(text, label);
  const headline = text.slice(0, text.search(/\n|record_mode '/) >>> 0);
  const start = text.indexOf("Cassette: ");
  const head = start < 0 ? text : text.slice(0, start);
  // A text that ends in the URL may have been cut off there.
  const [request, method, url] = /(?:^|\s)([A-Za-z]{3,10}) ([a-z][a-z\d+.-]{0,20}:\/\/\S{1,8000})(?=\s)/.exec(head) ?? [];
  const after = request === undefined ? "" : head.slice(head.indexOf(request) + request.length);
  const body = start < 0 ? undefined : /^\s{1,200}body: ([^]*)$/.exec(after)?.[1]?.trim();
  const matchers = (field("match_on: ") ?? "").split(", ").filter(Boolean);
  const consumed = /it matches (\d{1,6}) recorded/.exec(headline)?.[1];
  return {
    ...{ cassette: field("Cassette: "), mode: field("record_mode: "), method, url },
    body: body !== undefined && /… \(\d{1,12} characters\)$|^<\d{1,12} bytes of binary data>$/.test(body) ? undefined : body,
    matchers,
    reason: reasonOf(headline),
    consumed: consumed === undefined ? undefined : Number(consumed),
    candidates: candidatesIn(fieldsFrom(text, "Closest recorded requests:"), "current", matchers),
  };
}

function reasonOf(headline: string): MissReason | undefined {
  if (/the cassette (?:doesn't exist|file couldn't be loaded)/.test(headline)) return "unloaded";
  if (/it matches \d/.test(headline)) return "consumed";
  if (headline.includes("no recorded interaction matches it")) return "differs";
  return headline.includes("nothing similar to it") ? "nothing" : undefined;
}

/** The text after a label, up to the next label or the end of the line. */
function fieldOf(text: string, label: string): string | undefined {
  const at = text.indexOf(label);
  if (at < 0) return undefined;
  const start = at + label.length;
  let end = text.length;
  for (const each of ["\n", ...labels]) {
    const next = text.indexOf(each, start);
    if (next >= 0 && next < end) end = next;
  }
  return text.slice(start, end).replace(/\s{1,40}E?\s{0,40}$/, "");
}

function fieldsFrom(text: string, label: string): string {
  const at = text.indexOf(label);
  if (at < 0) return "";
  const end = text.indexOf("How to fix:", at);
  return text.slice(at + label.length, end < 0 ? undefined : end);
}
