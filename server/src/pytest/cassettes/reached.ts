/** Which code may open a cassette, judged by what is known of the paths that it builds. All paths are absolute, with forward slashes. */
import { isTestModule } from "../testModule";
import type { CassetteUse } from "./calls";
import { withoutSuffix } from "./names";
import type { CassetteOpener } from "./openers";
import { joinedPaths, type Hole, type PathText } from "./pathText";
import type { CassetteSource } from "./source";

/** A piece of code: the file, and its index among the file's openers, after which `use_cassette` and marks are counted. */
export interface OpenedBy {
  readonly file: string;
  readonly at: number;
}

/** The parts of a path in order: it starts with the first and ends with the last. */
type Pattern = readonly string[];

interface Reach extends OpenedBy {
  readonly pattern: Pattern;
  /** The folder, with a slash, that contains it; empty if it may be anywhere. */
  readonly within: string;
  /** Whether it names what a test of the module opens. */
  readonly isOfTest: boolean;
}

/** Everything that opens cassettes in a file, in the order of its indices. */
export function openersOf({ openers, uses }: CassetteSource): readonly (CassetteOpener | CassetteUse)[] {
  return [...openers, ...uses];
}

export class Reached {
  readonly #reaches: readonly Reach[];

  /** `sources` by path; `projectOf` returns the folder of a file's project, `above` the conftests above a file. */
  constructor(
    sources: ReadonlyMap<string, CassetteSource>,
    projectOf: (file: string) => string,
    above: (file: string) => readonly CassetteSource[],
  ) {
    const reaches = new Map<string, Reach>();
    for (const [file, source] of sources) {
      const all = openersOf(source);
      if (all.length === 0) continue;
      const libraries = [source, ...above(file)].map((each) => each.libraries);
      for (const [at, opener] of all.entries()) {
        const library = opener.vcr === undefined ? undefined : libraries.map((each) => each[opener.vcr ?? ""]).find(Boolean);
        const text = placeOf(file, library === undefined ? opener.path : joinedPaths([library, opener.path]));
        const within = text.startsWith("/") || !text.includes(any) ? "/" : `${projectOf(file)}/`;
        const isOfTest =
          "scope" in opener && isTestModule(file) && (opener.scope.length === 0 || /^test/i.test(opener.scope[0] ?? ""));
        const key = [file, within, text, isOfTest].join("\n");
        if (!reaches.has(key)) reaches.set(key, { file, at, within, isOfTest, pattern: patternOf(text) });
      }
    }
    this.#reaches = [...reaches.values()];
  }

  /** The first code that may open it (a path without suffix). */
  by(path: string): OpenedBy | undefined {
    const found = this.#reaches.find((reach) => reaches(reach, path));
    return found && { file: found.file, at: found.at };
  }

  /** The files with code that may open it, except tests whose own code names it. */
  filesWith(path: string): ReadonlySet<string> {
    return new Set(this.#reaches.flatMap((reach) => (!reach.isOfTest && reaches(reach, path) ? [reach.file] : [])));
  }
}

const reaches = ({ pattern, within }: Reach, path: string): boolean => path.startsWith(within) && isLike(path, pattern);

/** Stands for any text, including slashes. */
const any = "\0";

/** A path with `any` in it; relative if the folder depends on where the code runs. */
function placeOf(file: string, path: PathText): string {
  const text = path
    .map((part) => (typeof part === "string" ? part.replaceAll(any, "") : (valueOf(part.hole, file) ?? any)))
    .join("");
  const names: string[] = [];
  for (const name of withoutSuffix(text).split("/")) {
    // After any number of folders, `..` may lead above them.
    if (name === "..") {
      if (names.pop()?.includes(any) === true) names.push(any);
    } else if (name !== "." && name !== "") names.push(name);
  }
  return (text.startsWith("/") ? "/" : "") + names.join("/");
}

/** `request` is that of the running test, and so of its module. */
function valueOf(hole: Hole, file: string): string | undefined {
  if (!isTestModule(file)) return undefined;
  const slash = file.lastIndexOf("/");
  if (hole === "module") return file.slice(slash + 1, -".py".length);
  return hole === "folder" ? file.slice(0, slash) : hole === "path" ? file : undefined;
}

function patternOf(text: string): Pattern {
  if (text.startsWith("/")) return text.split(any);
  return `${any}${text.startsWith(any) ? "" : "/"}${text}`.split(any);
}

function isLike(path: string, pattern: Pattern): boolean {
  const [first = "", ...others] = pattern;
  const last = others.pop();
  if (last === undefined) return path === first;
  if (!path.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return path.length - last.length >= at && path.endsWith(last);
}
