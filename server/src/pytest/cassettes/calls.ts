/** Where a Python file names cassettes and says where they lie: `use_cassette`, marks, fixtures, `cassette_library_dir`. */
import type { SyntaxNode, SyntaxNodeRef } from "@lezer/common";
import type { OffsetRange } from "../../recording/document";
import { itemsOf, stringValue } from "../pythonLiteral";
import type { PythonTree } from "../pythonTree";
import { childrenOf, pathIn, type ExpressionScope } from "./pathExpression";
import { textOf, type PathText } from "./pathText";

export interface CassetteUse {
  /**
   * `use_cassette`; the name that `default_cassette` gives; a cassette that `mark.vcr` adds; the `cassette_library_dir` that it sets.
   */
  readonly kind: "used" | "default" | "extra" | "library";
  /** The test or class that it is for, outermost first; nothing for all of the module. */
  readonly scope: readonly string[];
  readonly path: PathText;
  /** The variable or fixture that holds the VCR; absent for vcrpy's own and for marks. */
  readonly vcr?: string;
  /** Of the expression that names it; absent where the function's name does. */
  readonly range?: OffsetRange;
}

/** What pytest-recording's and pytest-vcr's fixtures give; null for one that only running tells. `library`: what `vcr_config` overrides. */
export interface CassetteFixtures {
  readonly dir?: PathText | null;
  readonly name?: PathText | null;
  readonly library?: PathText | null;
}

export interface CassetteCalls {
  readonly uses: readonly CassetteUse[];
  readonly fixtures: CassetteFixtures;
  readonly libraries: Readonly<Record<string, PathText>>;
}

const fixtureNames: ReadonlyMap<string, keyof CassetteFixtures> = new Map([
  ["vcr_cassette_dir", "dir"],
  ["vcr_cassette_name", "name"],
  ["default_cassette_name", "name"],
  ["vcr_config", "library"],
] as const);

/** A function or class, or the file. */
interface Scope {
  readonly names: readonly string[];
  readonly kind: "module" | "class" | "function";
  /** undefined for a name that gets several values. */
  readonly values: Map<string, SyntaxNode | undefined>;
  readonly returned: (SyntaxNode | undefined)[];
}

interface Call {
  readonly callee: string;
  readonly items: readonly (readonly SyntaxNode[])[];
  readonly around: readonly Scope[];
  /** The function or class that it decorates. */
  readonly decorates?: string;
  /** The variable that gets its value. */
  readonly assignedTo?: string | undefined;
}

/** `file` is the path, with slashes. */
export function cassetteCalls(file: string, tree: PythonTree): CassetteCalls {
  const reader = new CallReader(tree.text);
  try {
    tree.top.toTree().iterate({ enter: (node) => reader.enter(node), leave: (node) => reader.leave(node) });
  } catch {
    // Nested too deeply: what came before that counts.
  }
  const uses: CassetteUse[] = [];
  const libraries: Record<string, PathText> = {};
  for (const call of reader.calls) {
    const scope = expressions(file, tree.text, call.around);
    if (/(?:^|\.)VCR$/.test(call.callee)) {
      const path = pathIn(scope, keywordOf(tree.text, call, "cassette_library_dir"));
      const name = call.assignedTo ?? call.around.findLast(({ kind }) => kind === "function")?.names.at(-1);
      if (path !== undefined && name !== undefined) libraries[name] = path;
    } else for (const use of usesOf(file, tree.text, call, scope)) uses.push(use);
  }
  return { uses, fixtures: fixturesIn(file, tree.text, reader), libraries };
}

class CallReader {
  readonly calls: Call[] = [];
  readonly fixtures = new Map<keyof CassetteFixtures, readonly Scope[]>();
  readonly #text: string;
  #around: readonly Scope[] = [{ names: [], kind: "module", values: new Map(), returned: [] }];

  constructor(text: string) {
    this.#text = text;
  }

  enter({ name, node }: SyntaxNodeRef): void {
    if (name === "ClassDefinition" || name === "FunctionDefinition") this.#define(node);
    else if (name === "Decorator") this.#decorate(node);
    else if (name === "CallExpression") this.#call(node);
    else if (name === "AssignStatement") this.#assign(node);
    else if (name === "ReturnStatement" || name === "YieldStatement") this.#around.at(-1)?.returned.push(childrenOf(node)[1]);
  }

  leave({ name }: SyntaxNodeRef): void {
    if (name === "ClassDefinition" || name === "FunctionDefinition") this.#around = this.#around.slice(0, -1);
  }

  #define(node: SyntaxNode): void {
    const name = nameOf(this.#text, node);
    const outer = this.#around.at(-1);
    const kind = node.name === "ClassDefinition" ? "class" : "function";
    const fixture = fixtureNames.get(name);
    // What stands in a function is of that function.
    const names = outer?.kind === "function" ? outer.names : [...(outer?.names ?? []), name];
    this.#around = [...this.#around, { names, kind, values: new Map(), returned: [] }];
    if (fixture !== undefined && kind === "function" && outer?.kind === "module") this.fixtures.set(fixture, this.#around);
  }

  #decorate(node: SyntaxNode): void {
    const list = node.getChild("ArgList");
    const callee = this.#text.slice(node.from + 1, list?.from ?? node.to).trim();
    const parent = node.parent;
    const definition = parent?.getChild("FunctionDefinition") ?? parent?.getChild("ClassDefinition");
    if (!definition || !isNamed(callee)) return;
    this.calls.push({
      callee,
      items: list ? itemsOf(list) : [],
      around: this.#around,
      decorates: nameOf(this.#text, definition),
    });
  }

  #call(node: SyntaxNode): void {
    const [callee, list] = childrenOf(node);
    if (!callee || list?.name !== "ArgList" || callee.to - callee.from > 200) return;
    const name = this.#text.slice(callee.from, callee.to);
    if (!isNamed(name)) return;
    const assigned = node.parent?.name === "AssignStatement" ? node.parent.firstChild : null;
    const assignedTo = assigned?.name === "VariableName" ? this.#text.slice(assigned.from, assigned.to) : undefined;
    this.calls.push({ callee: name, items: itemsOf(list), around: this.#around, assignedTo });
  }

  #assign(node: SyntaxNode): void {
    const [target, operator, value, ...more] = childrenOf(node);
    const values = this.#around.at(-1)?.values;
    if (target?.name !== "VariableName" || !values) return;
    const name = this.#text.slice(target.from, target.to);
    const isPlain = operator?.name === "AssignOp" && more.length === 0 && !values.has(name);
    values.set(name, isPlain ? value : undefined);
  }
}

const isNamed = (callee: string): boolean => /(?:^|\.)(?:use_cassette|default_cassette|VCR|mark\.vcr)$/.test(callee);

function nameOf(text: string, definition: SyntaxNode): string {
  const name = definition.getChild("VariableName");
  return name ? text.slice(name.from, name.to) : "";
}

function expressions(file: string, text: string, around: readonly Scope[]): ExpressionScope {
  const valueOf = (name: string) => around.findLast(({ kind, values }) => kind !== "class" && values.has(name))?.values.get(name);
  return { text, file, valueOf };
}

function keywordOf(text: string, { items }: Call, name: string): SyntaxNode | undefined {
  return items.find(
    ([first, operator]) => first && operator?.name === "AssignOp" && text.slice(first.from, first.to) === name,
  )?.[2];
}

function usesOf(file: string, text: string, call: Call, scope: ExpressionScope): readonly CassetteUse[] {
  const { callee, items, around, decorates } = call;
  const names = [...(around.at(-1)?.names ?? []), ...(decorates === undefined ? [] : [decorates])];
  const positional = items.flatMap((item) => (item.length === 1 ? item : []));
  const use = (kind: CassetteUse["kind"], node: SyntaxNode | undefined): readonly CassetteUse[] => {
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
  if (names.length === 0) return [];
  const object = callee.slice(0, -"use_cassette".length - 1);
  const vcr = object === "vcr" || object === "" ? {} : { vcr: object };
  const path = positional[0] ?? keywordOf(text, call, "path");
  if (path !== undefined) return use("used", path).map((each) => ({ ...each, ...vcr }));
  if (decorates === undefined || items.length > 0) return [];
  const folder = file.slice(0, file.lastIndexOf("/"));
  const own = Object.keys(vcr).length === 0 ? `${folder}/${decorates}` : decorates;
  return [{ kind: "used", scope: names, path: textOf(own), ...vcr }];
}

function fixturesIn(file: string, text: string, { fixtures }: CallReader): CassetteFixtures {
  const found: { -readonly [Key in keyof CassetteFixtures]: CassetteFixtures[Key] } = {};
  for (const [fixture, around] of fixtures) {
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

/** What a dictionary says of `cassette_library_dir`; undefined where it says nothing. */
function overridden(scope: ExpressionScope, value: SyntaxNode | undefined): PathText | null | undefined {
  if (value?.name !== "DictionaryExpression") return undefined;
  const [entry] = itemsOf(value).filter(([key]) => stringValue(scope.text, key) === "cassette_library_dir");
  return entry && (pathIn(scope, entry.at(-1)) ?? null);
}
