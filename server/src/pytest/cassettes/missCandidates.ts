/** The recorded requests that vcrpy lists beside one that it had no recording for. */
/** A recorded request that comes near, and by which matchers it fails. */
export interface MissCandidate {
  readonly method: string;
  readonly url: string;
  readonly failed: readonly FailedMatcher[];
}

export interface FailedMatcher {
  readonly name: string;
  /** What the matcher says; empty where it says nothing, as vcrpy's for bodies before 9. */
  readonly message: string;
}

interface Form {
  /** The beginning of each. */
  readonly candidate: RegExp;
  /** The beginning of what one matcher says. */
  readonly matcher: RegExp;
  /** What follows the last message. */
  readonly end: RegExp;
}

const forms = {
  older: {
    candidate: /(?:^|\s)\d{1,4} - \(<Request \(([A-Za-z]{1,20})\) ([^\s>]*)>\)\./g,
    matcher: /(?:^|\s)(\S{1,100}) - assertion failure :/g,
    // Also where the matcher says nothing.
    end: /\n[ \t]*\n/,
  },
  current: {
    candidate: /(?:^|\s)\d{1,4}\. ([A-Za-z]{3,10}) ([a-z][a-z\d+.-]{0,20}:\/\/\S{1,8000})(?=\s)/g,
    matcher: /(?:^|\s)(\S{1,100}) differs(?::|(?=\s|$))/g,
    end: /\s…and \d/,
  },
} satisfies Readonly<Record<string, Form>>;

/** More are no help. */
const most = 50;

/** `matchers` are the names in use, where they are known. A candidate that fails by none was cut, and is left out. */
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

/** Lines begin where the message began. */
function withoutIndent(text: string): string {
  const lines = text.split("\n").map((line) => line.trimEnd());
  while (lines[0] === "") lines.shift();
  while (lines.at(-1) === "") lines.pop();
  const indents = lines.flatMap((line) => (line === "" ? [] : [line.length - line.trimStart().length]));
  const indent = indents.reduce((least, each) => Math.min(least, each), Infinity);
  return lines.map((line) => line.slice(indent)).join("\n");
}
