/** The cassettes that tests are expected to have if code says where they are, by path without suffix. Pure. */
import type { CassetteUse } from "./calls";
import { replaced } from "./names";
import { filled, joinedPaths, normalized, textOf, type Hole, type PathText } from "./pathText";
import type { CassetteSource } from "./source";
import type { NamedTest } from "./testNames";

/** A Python module with the `conftest.py` files above it, nearest first. */
export interface ModuleSources {
  /** Absolute, with forward slashes. */
  readonly path: string;
  readonly source: CassetteSource;
  readonly conftests: readonly CassetteSource[];
}

export interface Expected {
  readonly test: NamedTest;
  /** Without suffix. Absolute, or only the end of a path if the folder depends on where the test runs or on code that cannot be read. */
  readonly path: string;
  readonly isWhole: boolean;
}

/** `[Class.]name`, with only the innermost class. */
export const defaultName = ({ names }: NamedTest): string => names.slice(-2).join(".");

/** The cassettes that the tests of a module use, except those at the usual places, which `links.ts` finds by name. */
export function expectedCassettes(module: ModuleSources): readonly Expected[] {
  const { tests, uses } = module.source;
  const found: Expected[] = [];
  const hasFixtures = [module.source, ...module.conftests].some(({ fixtures }) => Object.keys(fixtures).length > 0);
  if (uses.length === 0 && !hasFixtures) return found;
  for (const test of tests) {
    const own = uses.filter(({ scope }) => scope.every((name, at) => test.names[at] === name));
    for (const path of pathsOf(module, test, own)) found.push(expected(module, test, path));
  }
  return found;
}

function expected(module: ModuleSources, test: NamedTest, path: PathText | undefined): Expected {
  const text = path && filled(path, (hole) => valueOf(hole, module, test));
  return { test, path: text === undefined ? "" : normalized(text), isWhole: text?.startsWith("/") === true };
}

function pathsOf(module: ModuleSources, test: NamedTest, uses: readonly CassetteUse[]): readonly PathText[] {
  const named = uses.filter(({ kind }) => kind === "default").at(-1)?.path;
  const dir = directory(module, uses);
  const name = fixture(module, "name");
  const paths: PathText[] = [];
  if (dir !== undefined) {
    const usual = name === undefined ? textOf(replaced(defaultName(test))) : name;
    const chosen = named ?? usual;
    if (chosen !== null && !(dir === usualFolder && chosen !== named && name === undefined))
      paths.push(joinedPaths([dir, chosen]));
    for (const { path } of uses.filter(({ kind }) => kind === "extra")) paths.push(joinedPaths([dir, path]));
  }
  for (const { path, vcr } of uses.filter(({ kind }) => kind === "used")) paths.push(withLibrary(module, path, vcr));
  return paths;
}

/** pytest-recording's default. */
const usualFolder: PathText = [{ hole: "folder" }, "/cassettes/", { hole: "module" }];

/** undefined if only known at run time. */
function directory(module: ModuleSources, uses: readonly CassetteUse[]): PathText | undefined {
  const set = uses.filter(({ kind }) => kind === "library").at(-1)?.path;
  const [library, dir] = [fixture(module, "library"), fixture(module, "dir")];
  return set ?? (library === undefined ? (dir === undefined ? usualFolder : (dir ?? undefined)) : (library ?? undefined));
}

/** The nearest definition; null if it cannot be read. */
function fixture({ source, conftests }: ModuleSources, name: keyof CassetteSource["fixtures"]): PathText | null | undefined {
  return [source, ...conftests].map(({ fixtures }) => fixtures[name]).find((value) => value !== undefined);
}

function withLibrary({ source, conftests }: ModuleSources, path: PathText, vcr: string | undefined): PathText {
  if (vcr === undefined) return path;
  const library = [source, ...conftests].map(({ libraries }) => libraries[vcr]).find((value) => value !== undefined);
  return library === undefined ? path : joinedPaths([library, path]);
}

function valueOf(hole: Hole, { path }: ModuleSources, test: NamedTest): string | undefined {
  const slash = path.lastIndexOf("/");
  switch (hole) {
    case "node":
    case "function":
      return test.names.at(-1);
    case "class":
      return test.names.at(-2);
    case "module":
      return path.slice(slash + 1).replace(/\.py$/, "");
    case "folder":
      return path.slice(0, slash);
    case "path":
      return path;
    case "any":
      return undefined;
  }
}
