/** The recorded requests that vcrpy lists as candidates for a missed one. */
/** A similar recorded request, and the matchers that fail. */
export interface MissCandidate {
  readonly method: string;
  readonly url: string;
  readonly failed: readonly FailedMatcher[];
}

export interface FailedMatcher {
  readonly name: string;
  /** The matcher's message; empty if it has none, as vcrpy's for bodies before 9. */
  readonly message: string;
}

interface Form {
  /** Matches the start of a candidate. */
  readonly candidate: RegExp;
  /** Matches the start of a matcher's message. */
  readonly matcher: RegExp;
  /** Matches what follows the last message. */
  readonly end: RegExp;
}

const forms = {
  older: {
    candidate: /(?:^|\s)\d{1,4} - \(<Request \(([A-Za-z]{1,20})\) ([^\s>]*)>\)\./g,
    matcher: /(?:^|\s)(\S{1,100}) - assertion failure :/g,
    // Also matches if the matcher has no message.
    end: /\n[ \t]*\n/,
  },
  current: {
    candidate: /(?:^|\s)\d{1,4}\. ([A-Za-z]{3,10}) ([a-z][a-z\d+.-]{0,20}:\/\/\S{1,8000})(?=\s)/g,
    matcher: /(?:^|\s)(\S{1,100}) differs(?::|(?=\s|$))/g,
    end: /\s…and \d/,
  },
} satisfies Readonly<Record<string, Form>>;

/** The most candidates to return. */
const most = 50;

/** `matchers` are the names in use, if known. A candidate without a failing matcher was cut off, and is left out. */
export function candidatesIn(text: string, form: keyof typeof forms, matchers: readonly string[] = []): readonly MissCandidate[] {
  const { candidate, matcher, end } = forms[form];
  const found = [...text.matchAll(candidate)].slice(0, most);
  const candidates = found.map((match, at) => {
    const [whole, method = "", url = ""] = match;
    const own = text.slice(match.index + whole.length, found[at + 1]?.index);
    const failed = [...own.matchAll(matcher)].filter(([, name = ""]) => matchers.length === 0 || matchers.includes(name));
    return { method, url, failed: failed.map((each, number) => failure(own, each, failed[number + 1], end)) };
  });
  return candidates.filter(({ failed }) => failed.length > 0);
}

function failure(text: string, match: RegExpExecArray, next: RegExpExecArray | undefined, end: RegExp): FailedMatcher {
  const [whole, name = ""] = match;
  const said = text.slice(match.index + whole.length, next?.index);
  return { name, message: withoutIndent(said.slice(0, end.exec(said)?.index)) };
}

/** Removes the indentation of the message's start from each line. */
function withoutIndent(text: string): string {
  const lines = text.split("\n").map((line) => line.trimEnd());
  while (lines[0] === "") lines.shift();
  while (lines.at(-1) === "") lines.pop();
  const indents = lines.flatMap((line) => (line === "" ? [] : [line.length - line.trimStart().length]));
  const indent = indents.reduce((least, each) => Math.min(least, each), Infinity);
  return lines.map((line) => line.slice(indent)).join("\n");
}
