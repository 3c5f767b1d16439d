/** Finds where a Python file names cassettes or their folders: `use_cassette`, marks, fixtures, `cassette_library_dir`. */
import type { SyntaxNode } from "@lezer/common";
import type { OffsetRange } from "../../recording/document";
import { itemsOf, stringValue } from "../pythonLiteral";
import type { PythonTree } from "../pythonTree";
import { CallReader, expressions, keywordOf, type Call } from "./callReader";
import { lines, openersIn, openingNames, type CassetteOpener } from "./openers";
import { pathIn, type ExpressionScope } from "./pathExpression";
import type { PathText } from "./pathText";
import { objectOf, ownPath } from "./useCassette";

export interface CassetteUse {
  /** `use_cassette`; the name from `default_cassette`; a cassette added by `mark.vcr`; the `cassette_library_dir` that it sets. */
  readonly kind: "used" | "default" | "extra" | "library";
  /** The test or class that it applies to, outermost first; empty for the whole module. */
  readonly scope: readonly string[];
  readonly path: PathText;
  /** The variable or fixture with the VCR; absent for vcrpy's own and for marks. */
  readonly vcr?: string;
  /** Counted from 1. */
  readonly line: number;
  /** The range of the expression that names it; absent if the function's name does. */
  readonly range?: OffsetRange;
}

/** The values of pytest-recording's and pytest-vcr's fixtures; null if only known at run time. `library` is what `vcr_config` overrides. */
export interface CassetteFixtures {
  readonly dir?: PathText | null;
  readonly name?: PathText | null;
  readonly library?: PathText | null;
}

export interface CassetteCalls {
  readonly uses: readonly CassetteUse[];
  readonly fixtures: CassetteFixtures;
  readonly libraries: Readonly<Record<string, PathText>>;
  readonly openers: readonly CassetteOpener[];
}

/** The fixtures of pytest-recording and pytest-vcr that determine where cassettes are. */
const fixtureNames: ReadonlyMap<string, keyof CassetteFixtures> = new Map([
  ["vcr_cassette_dir", "dir"],
  ["vcr_cassette_name", "name"],
  ["default_cassette_name", "name"],
  ["vcr_config", "library"],
] as const);

/** The calls to read: vcrpy's, the plugins' marks, and `VCR`. */
const callee = /(?:^|\.)(?:use_cassette|default_cassette|VCR|mark\.vcr|Cassette\.(?:load|use))$/;

/** `file` is the path, with forward slashes. */
export function cassetteCalls(file: string, tree: PythonTree): CassetteCalls {
  const reader = new CallReader(tree.text, { callee, ...openingNames });
  try {
    tree.top.toTree().iterate({ enter: (node) => reader.enter(node), leave: (node) => reader.leave(node) });
  } catch {
    // Nested too deeply: keeps what was found before.
  }
  const lineOf = lines(tree.text);
  const uses: CassetteUse[] = [];
  const libraries: Record<string, PathText> = {};
  for (const call of reader.calls) {
    const scope = expressions(file, tree.text, call.around);
    if (/(?:^|\.)VCR$/.test(call.callee)) {
      const path = pathIn(scope, keywordOf(tree.text, call, "cassette_library_dir"));
      const name = call.assignedTo ?? call.around.findLast(({ kind }) => kind === "function")?.names.at(-1);
      if (path !== undefined && name !== undefined) libraries[name] = path;
    } else for (const use of usesOf(file, tree.text, call, scope)) uses.push({ ...use, line: lineOf(call.node.from) });
  }
  return { uses, fixtures: fixturesIn(file, tree.text, reader), libraries, openers: openersIn(file, reader, tree.text, lineOf) };
}

function usesOf(file: string, text: string, call: Call, scope: ExpressionScope): readonly Omit<CassetteUse, "line">[] {
  const { callee, items, around, decorates } = call;
  const names = [...(around.at(-1)?.names ?? []), ...(decorates === undefined ? [] : [decorates])];
  const positional = items.flatMap((item) => (item.length === 1 ? item : []));
  const use = (kind: CassetteUse["kind"], node: SyntaxNode | undefined): readonly Omit<CassetteUse, "line">[] => {
    const path = pathIn(scope, node);
    return path === undefined || node === undefined
      ? []
      : [{ kind, scope: names, path, range: { start: node.from, end: node.to } }];
  };
  if (callee.endsWith("default_cassette")) return use("default", positional[0]);
  if (callee.endsWith("mark.vcr"))
    return [
      ...positional.flatMap((node) => use("extra", node)),
      ...use("library", keywordOf(text, call, "cassette_library_dir")),
    ];
  if (names.length === 0 || !callee.endsWith("use_cassette")) return [];
  const object = objectOf(callee);
  const vcr = object === undefined ? {} : { vcr: object };
  const path = positional[0] ?? keywordOf(text, call, "path");
  if (path !== undefined) return use("used", path).map((each) => ({ ...each, ...vcr }));
  const own = ownPath(file, call);
  return own === undefined ? [] : [{ kind: "used", scope: names, path: own, ...vcr }];
}

function fixturesIn(file: string, text: string, { fixtures }: CallReader): CassetteFixtures {
  const found: { -readonly [Key in keyof CassetteFixtures]: CassetteFixtures[Key] } = {};
  for (const { name, around, isOfModule } of fixtures) {
    const fixture = fixtureNames.get(name);
    if (fixture === undefined || !isOfModule) continue;
    const scope = expressions(file, text, around);
    const returned = around.at(-1)?.returned ?? [];
    const value = returned.length === 1 ? returned[0] : undefined;
    if (fixture !== "library") found[fixture] = pathIn(scope, value) ?? null;
    else {
      const library = overridden(scope, value);
      if (library !== undefined) found.library = library;
    }
  }
  return found;
}

/** The `cassette_library_dir` in a dictionary; undefined if it has none. */
function overridden(scope: ExpressionScope, value: SyntaxNode | undefined): PathText | null | undefined {
  if (value?.name !== "DictionaryExpression") return undefined;
  const [entry] = itemsOf(value).filter(([key]) => stringValue(scope.text, key) === "cassette_library_dir");
  return entry && (pathIn(scope, entry.at(-1)) ?? null);
}
