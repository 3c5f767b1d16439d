/**
 * Which paths a glob means: `*` and `?` within a name, `**` over folders, `[a-z]`, `[!a-z]`, `{a,b}` and `{1..9}`, `\` before a character that
 * means itself, `!` before a glob that means everything else. Matching takes time in proportion to glob times path, whatever the glob: globs come
 * from workspaces that nobody has looked at, and regular expressions made of `*a*a*a*` never end.
 */

/** A path with forward slashes, relative to what the glob is relative to. */
export type Matcher = (path: string) => boolean;

/** More globs in one setting are not read. */
export const mostGlobs = 100;
const longestGlob = 1000;
/** Globs that the braces of one may stand for. */
const mostAlternatives = 100;

/** Whether any of `include` means a path and none of `exclude` does. Globs that have a problem mean nothing. */
export function matcher(include: readonly string[], exclude: readonly string[] = []): Matcher {
  const [wanted, unwanted] = [include, exclude].map((globs) =>
    globs.filter((glob) => globProblem(glob) === undefined).map(compiled),
  );
  return (path) => {
    const segments = path.split("/");
    const name = segments[segments.length - 1] ?? "";
    const meant = ({ negated, endings }: Glob) =>
      endings.some(({ last, globs }) => matchesName(last, name) && globs.some((glob) => matchesPath(glob, segments))) !== negated;
    return wanted?.some(meant) === true && unwanted?.some(meant) === false;
  };
}

/** Why a glob is not used, as the end of a sentence that begins with it; undefined for a good one. */
export function globProblem(glob: string): string | undefined {
  if (glob === "") return "is empty";
  if (glob.length > longestGlob) return `has more than ${longestGlob} characters`;
  if (/(?<!\\)[@?+*!]\(/.test(glob))
    return "has a pattern in parentheses, which is not supported: write {a,b} for one of several, \\( for the character";
  return expand(glob) === undefined ? `has braces that stand for more than ${mostAlternatives} patterns` : undefined;
}

/** Whether a text is meant as a glob, and not as the name of something. */
export function isGlob(text: string): boolean {
  return /[*?[{\\]|^!|[@+]\(/.test(text);
}

interface Glob {
  readonly negated: boolean;
  readonly endings: readonly Ending[];
}

/** Globs that end in the same name: most paths are told by it from all of them at once. */
interface Ending {
  readonly last: Segment;
  readonly globs: readonly (readonly Segment[])[];
}

type Segment =
  | { readonly kind: "folders" }
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "wild"; readonly tokens: readonly Token[] };

type Token =
  { readonly kind: "any" } | { readonly kind: "star" } | { readonly kind: "one"; readonly matches: (char: string) => boolean };

function compiled(glob: string): Glob {
  const bangs = /^!*/.exec(glob)?.[0].length ?? 0;
  const plain = glob.slice(bangs).replace(/^(?:\.?\/)+/, "");
  return { negated: bangs % 2 === 1, endings: byEnding(expand(plain) ?? []) };
}

function byEnding(globs: readonly string[]): readonly Ending[] {
  const endings = new Map<string, { readonly last: Segment; readonly globs: (readonly Segment[])[] }>();
  for (const glob of globs) {
    const segments = segmentsOf(glob);
    const text = glob.slice(glob.lastIndexOf("/") + 1);
    const ending = endings.get(text) ?? { last: segments[segments.length - 1] ?? segmentOf(""), globs: [] };
    ending.globs.push(segments);
    endings.set(text, ending);
  }
  return [...endings.values()];
}

// What lies below a folder is not the folder itself: `a/**` means what `a/**/*` means.
function segmentsOf(glob: string): readonly Segment[] {
  const segments = glob.split("/").map(segmentOf);
  return segments.at(-1)?.kind === "folders" ? [...segments, { kind: "wild", tokens: [{ kind: "star" }] }] : segments;
}

function segmentOf(text: string): Segment {
  if (text === "**") return { kind: "folders" };
  const tokens: Token[] = [];
  let literal = "";
  for (let at = 0; at < text.length;) {
    const char = text.charAt(at);
    const list = char === "[" ? characterList(text, at) : undefined;
    const escaped = char === "\\" && at + 1 < text.length;
    if (list) tokens.push(list.token);
    else if (char === "*") tokens.push({ kind: "star" });
    else if (char === "?") tokens.push({ kind: "any" });
    else {
      const meant = escaped ? text.charAt(at + 1) : char;
      literal += meant;
      tokens.push({ kind: "one", matches: (each) => each === meant });
    }
    at = list ? list.end : at + (escaped ? 2 : 1);
  }
  return literal.length === tokens.length ? { kind: "name", text: literal } : { kind: "wild", tokens };
}

/** `[a-z]` that begins here; undefined where it has no end, and means a bracket. */
function characterList(text: string, start: number): { readonly token: Token; readonly end: number } | undefined {
  const negated = "!^".includes(text.charAt(start + 1) || " ");
  const first = start + (negated ? 2 : 1);
  const end = text.indexOf("]", first + 1);
  if (end === -1) return undefined;
  const chars = text.slice(first, end).replace(/\\(?=.)/g, "");
  const ranges: [from: string, to: string][] = [];
  for (let at = 0; at < chars.length;) {
    const isRange = chars.charAt(at + 1) === "-" && at + 2 < chars.length;
    ranges.push([chars.charAt(at), chars.charAt(isRange ? at + 2 : at)]);
    at += isRange ? 3 : 1;
  }
  const matches = (char: string) => ranges.some(([from, to]) => from <= char && char <= to) !== negated;
  return { token: { kind: "one", matches }, end: end + 1 };
}

/**
 * Both levels go by the same rule: where the next part does not fit, the last star takes one more. Earlier stars need no second try, for whatever they
 * could take the last one can take as well.
 */
function matchesPath(glob: readonly Segment[], names: readonly string[]): boolean {
  let [at, name, star, resume] = [0, 0, -1, 0];
  while (name < names.length) {
    const segment = glob[at];
    if (segment?.kind === "folders") [star, resume, at] = [at, name, at + 1];
    else if (segment && matchesName(segment, names[name] ?? "")) [at, name] = [at + 1, name + 1];
    else if (star !== -1) [at, name, resume] = [star + 1, resume + 1, resume + 1];
    else return false;
  }
  while (glob[at]?.kind === "folders") at++;
  return at === glob.length;
}

function matchesName(segment: Segment, name: string): boolean {
  if (segment.kind === "folders") return true;
  if (segment.kind === "name") return segment.text === name;
  const { tokens } = segment;
  let [at, char, star, resume] = [0, 0, -1, 0];
  while (char < name.length) {
    const token = tokens[at];
    if (token?.kind === "star") [star, resume, at] = [at, char, at + 1];
    else if (token && (token.kind === "any" || token.matches(name.charAt(char)))) [at, char] = [at + 1, char + 1];
    else if (star !== -1) [at, char, resume] = [star + 1, resume + 1, resume + 1];
    else return false;
  }
  while (tokens[at]?.kind === "star") at++;
  return at === tokens.length;
}

/** The globs without braces that one stands for; undefined for too many. */
export function expand(glob: string): readonly string[] | undefined {
  const braces = firstBraces(glob);
  if (!braces) return [glob];
  const { start, end, parts } = braces;
  const before = glob.slice(0, start);
  const rests = expand(glob.slice(end));
  if (!rests) return undefined;
  const all: string[] = [];
  for (const part of parts) {
    const middles = expand(part);
    if (!middles || all.length + middles.length * rests.length > mostAlternatives) return undefined;
    for (const middle of middles) for (const rest of rests) all.push(before + middle + rest);
  }
  return all;
}

interface Braces {
  readonly start: number;
  readonly end: number;
  readonly parts: readonly string[];
}

/** The first outermost braces that offer a choice: others mean themselves. */
function firstBraces(glob: string): Braces | undefined {
  for (let start = glob.indexOf("{"); start !== -1; start = glob.indexOf("{", start + 1)) {
    if (glob[start - 1] === "\\") continue;
    const commas: number[] = [];
    let depth = 0;
    for (let at = start; at < glob.length; at++) {
      if (glob[at] === "\\") at++;
      else if (glob[at] === "{") depth++;
      else if (glob[at] === "," && depth === 1) commas.push(at);
      else if (glob[at] === "}" && --depth === 0) {
        const parts = choices(glob, [start, ...commas, at]);
        if (parts.length > 1) return { start, end: at + 1, parts };
        break;
      }
    }
  }
  return undefined;
}

function choices(glob: string, marks: readonly number[]): readonly string[] {
  const parts = marks.slice(1).map((mark, index) => glob.slice((marks[index] ?? 0) + 1, mark));
  const [, from, to] = /^(\d{1,6})\.\.(\d{1,6})$/.exec(parts.length === 1 ? (parts[0] ?? "") : "") ?? [];
  if (from === undefined || to === undefined) return parts;
  const [least, most] = [Math.min(Number(from), Number(to)), Math.max(Number(from), Number(to))];
  return Array.from({ length: Math.min(most - least, mostAlternatives) + 1 }, (_, index) => String(least + index));
}
