/**
 * Matches globs: `*` and `?` within a name, `**` across folders, `[a-z]`, `[!a-z]`, `{a,b}` and `{1..9}`, `\` to escape a character,
 * `!` at the start for negation. Takes time proportional to glob times path, whatever the glob: globs come
 * from untrusted workspaces, and regular expressions made from `*a*a*a*` never end.
 */

/** Matches a path with forward slashes, relative to the glob's folder. */
export type Matcher = (path: string) => boolean;

/** The most globs that are used in one setting. */
export const mostGlobs = 100;
const longestGlob = 1000;
/** The most globs that the braces of one may expand to. */
const mostAlternatives = 100;

/** Matches names in a folder, given the names of the folders that lead to it, outermost first. */
export type FolderMatcher = (folder: readonly string[]) => (name: string) => boolean;

/** Whether any of `include` matches a path and none of `exclude` does. Invalid globs match nothing. */
export function matcher(include: readonly string[], exclude: readonly string[] = []): Matcher {
  const inFolder = folderMatcher(include, exclude);
  return (path) => {
    const names = path.split("/");
    const name = names.pop() ?? "";
    return inFolder(names)(name);
  };
}

/** The same for walking folders. */
export function folderMatcher(include: readonly string[], exclude: readonly string[] = []): FolderMatcher {
  const [wanted, unwanted] = [include, exclude].map((globs) =>
    globs.filter((glob) => globProblem(glob) === undefined).map(compiled),
  );
  return (folder) => {
    const [ours, others] = [wanted, unwanted].map((globs) => globs?.map((glob) => namesIn(glob, folder)) ?? []);
    return (name) => {
      const isMeant = ({ negated, names }: Names) => names.some((segment) => matchesName(segment, name)) !== negated;
      return ours?.some(isMeant) === true && others?.some(isMeant) === false;
    };
  };
}

/** Why a glob is invalid, as the rest of a sentence that starts with it; undefined if it is valid. */
export function globProblem(glob: string): string | undefined {
  if (glob === "") return "is empty";
  if (glob.length > longestGlob) return `has more than ${longestGlob} characters`;
  if (/(?<!\\)[@?+*!]\(/.test(glob))
    return "has a pattern in parentheses, which is not supported: write {a,b} for one of several, \\( for the character";
  return expand(glob) === undefined ? `has braces that stand for more than ${mostAlternatives} patterns` : undefined;
}

/** Whether a text is a glob rather than a name. */
export function isGlob(text: string): boolean {
  return /[*?[{\\]|^!|[@+]\(/.test(text);
}

interface Glob {
  readonly negated: boolean;
  readonly places: readonly Place[];
}

/** Globs that start with the same folders, so that all files in a folder are matched at once. */
interface Place {
  readonly folders: readonly Segment[];
  readonly names: readonly Segment[];
}

interface Names {
  readonly negated: boolean;
  readonly names: readonly Segment[];
}

type Segment =
  | { readonly kind: "folders" }
  | { readonly kind: "name"; readonly text: string }
  /** `*.json`: names with this ending. */
  | { readonly kind: "ending"; readonly text: string }
  | { readonly kind: "wild"; readonly tokens: readonly Token[] };

type Token =
  { readonly kind: "any" } | { readonly kind: "star" } | { readonly kind: "one"; readonly matches: (char: string) => boolean };

function compiled(glob: string): Glob {
  const bangs = /^!*/.exec(glob)?.[0].length ?? 0;
  const plain = glob.slice(bangs).replace(/^(?:\.?\/)+/, "");
  return { negated: bangs % 2 === 1, places: placesOf(expand(plain) ?? []) };
}

function placesOf(globs: readonly string[]): readonly Place[] {
  const places = new Map<string, { readonly folders: readonly Segment[]; readonly names: Segment[] }>();
  for (const glob of globs) {
    // A folder is not below itself: `a/**` means the same as `a/**/*`.
    const texts = (/(?:^|\/)\*\*$/.test(glob) ? `${glob}/*` : glob).split("/");
    const name = segmentOf(texts.pop() ?? "");
    const key = texts.join("/");
    const place = places.get(key) ?? { folders: texts.map(segmentOf), names: [] };
    place.names.push(name);
    places.set(key, place);
  }
  return [...places.values()];
}

function namesIn({ negated, places }: Glob, folder: readonly string[]): Names {
  return { negated, names: places.flatMap(({ folders, names }) => (matchesPath(folders, folder) ? names : [])) };
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
  if (literal.length === tokens.length) return { kind: "name", text: literal };
  const isEnding = tokens[0]?.kind === "star" && literal.length === tokens.length - 1;
  return isEnding ? { kind: "ending", text: literal } : { kind: "wild", tokens };
}

/** Parses `[a-z]`; undefined if it has no end, so that the bracket is literal. */
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
 * Paths and names are matched in the same way: if the next part does not match, the last star takes one more. Earlier stars need not be retried,
 * because the last one can take whatever they could.
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
  if (segment.kind === "ending") return name.endsWith(segment.text);
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

/** The globs without braces that one expands to; undefined if there are too many. */
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

/** The first outermost braces with alternatives; other braces are literal. */
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
