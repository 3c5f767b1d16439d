/** Finds the tests of a Python module in its text, without running pytest. */
import type { SyntaxNode } from "@lezer/common";
import type { OffsetRange } from "../recording/document";
import { parameterIds } from "./parametrize";
import { pythonTree, type PythonTree } from "./pythonTree";

/** A test function, a method of a class, or a class with tests. */
export interface TestItem {
  readonly kind: "function" | "method" | "class";
  readonly name: string;
  /** Classes and function, outermost first, as in a node id. */
  readonly names: readonly string[];
  /** The range of the name. */
  readonly nameRange: OffsetRange;
  /** The range of the whole definition with its decorators. */
  readonly range: OffsetRange;
  /**
   * pytest's ids of the parameter sets, in order, as far as this module determines them. undefined without parameters, and if they are only known at
   * run time.
   */
  readonly parameterIds: readonly string[] | undefined;
  /** For a class: its own tests and inner classes, in order; `findTest` finds inherited ones. */
  readonly children: readonly TestItem[];
  /** For a class: the names of its base classes, if they are plain names. */
  readonly bases: readonly string[];
}

export interface TestModule {
  /** Top-level tests and test classes, in order. */
  readonly items: readonly TestItem[];
  /** Top-level classes that pytest does not collect by themselves, from which test classes may inherit tests. */
  readonly mixins: readonly TestItem[];
}

/**
 * Whether a file of this name has tests: `test_*.py` or `*_test.py`, and what projects set `python_files` to (`test-*.py`, `tests.py`,
 * `*_tests.py`). Takes a path or a URI.
 */
export function isTestModule(pathOrUri: string): boolean {
  const name = pathOrUri.slice(Math.max(pathOrUri.lastIndexOf("/"), pathOrUri.lastIndexOf("\\")) + 1);
  return name.endsWith(".py") && (/^test[_-]/.test(name) || /[_-]tests?\.py$/.test(name) || name === "tests.py");
}

/** Never throws: of incomplete code it returns what can be recognized. */
export function parseTestModule(text: string): TestModule {
  return readTestModule(pythonTree(text));
}

/** Reads a test module from its syntax tree. */
export function readTestModule({ text, top }: PythonTree): TestModule {
  const scope: Scope = { text, names: [], decorators: [], parametrizedElsewhere: hiddenParameters.test(text) };
  const items = definitions(top).flatMap((definition) => readDefinition(definition, scope));
  const isMixin = (item: TestItem) => item.kind === "class" && !isTestClass(item);
  return { items: items.filter((item) => !isMixin(item)), mixins: items.filter(isMixin) };
}

/**
 * The test or class with these names, outermost first. An inherited method is found in its base class if that is in the same
 * module, so the `names` of the result may differ. undefined if there is none.
 */
export function findTest(module: TestModule, names: readonly string[]): TestItem | undefined {
  const [first, ...inner] = names;
  const top = module.items.findLast((item) => item.name === first);
  return inner.reduce<TestItem | undefined>((item, name) => item && member(module, item, name, new Set()), top);
}

/** The innermost test or class whose definition, including decorators, contains this offset. */
export function testAt(module: TestModule, offset: number): TestItem | undefined {
  const innermost = (items: readonly TestItem[]): TestItem | undefined => {
    const item = items.find(({ range }) => range.start <= offset && offset <= range.end);
    return item && (innermost(item.children) ?? item);
  };
  return innermost(module.items);
}

function member(module: TestModule, item: TestItem, name: string, seen: Set<TestItem>): TestItem | undefined {
  seen.add(item);
  const own = item.children.findLast((child) => child.name === name);
  if (own) return own;
  for (const baseName of item.bases) {
    const base = [...module.items, ...module.mixins].findLast((other) => other.kind === "class" && other.name === baseName);
    const inherited = base && !seen.has(base) ? member(module, base, name, seen) : undefined;
    // Decorators of the inheriting class may add parameters.
    if (inherited) return { ...inherited, parameterIds: undefined };
  }
  return undefined;
}

/** Ways to add parameters to a function without a decorator on it. */
const hiddenParameters = /\b(?:pytest_generate_tests|pytestmark|autouse)\b/;

interface Scope {
  readonly text: string;
  /** Names of the enclosing classes, outermost first. */
  readonly names: readonly string[];
  /** Decorators of the enclosing classes, nearest first. */
  readonly decorators: readonly SyntaxNode[];
  readonly parametrizedElsewhere: boolean;
}

interface Definition {
  readonly node: SyntaxNode;
  /** Including the decorators. */
  readonly whole: SyntaxNode;
  /** From the bottom up, in the order in which Python applies them. */
  readonly decorators: readonly SyntaxNode[];
}

/** Statements whose bodies belong to the enclosing scope. */
const transparent: ReadonlySet<string> = new Set([
  "IfStatement",
  "TryStatement",
  "WithStatement",
  "ForStatement",
  "WhileStatement",
  "MatchStatement",
  "MatchBody",
  "MatchClause",
  "Body",
  "StatementGroup",
]);

function definitions(parent: SyntaxNode): readonly Definition[] {
  const found: Definition[] = [];
  for (let child = parent.firstChild; child; child = child.nextSibling) {
    const node =
      child.name === "DecoratedStatement" ? (child.getChild("FunctionDefinition") ?? child.getChild("ClassDefinition")) : child;
    if (node?.name === "FunctionDefinition" || node?.name === "ClassDefinition") {
      found.push({ node, whole: child, decorators: child.getChildren("Decorator").reverse() });
    } else if (transparent.has(child.name)) {
      for (const each of definitions(child)) found.push(each);
    }
  }
  return found;
}

function readDefinition(definition: Definition, scope: Scope): readonly TestItem[] {
  const { node, whole } = definition;
  const name = node.getChild("VariableName");
  if (!name) return [];
  const text = scope.text.slice(name.from, name.to);
  const common = {
    name: text,
    names: [...scope.names, text],
    nameRange: { start: name.from, end: name.to },
    // The parser includes the line breaks after a body.
    range: { start: whole.from, end: whole.from + scope.text.slice(whole.from, whole.to).trimEnd().length },
  };
  const decorators = [...definition.decorators, ...scope.decorators];
  if (node.name === "ClassDefinition") return readClass(node, common, { ...scope, names: common.names, decorators });
  if (!text.startsWith("test")) return [];
  const ids = scope.parametrizedElsewhere ? undefined : parameterIds(scope.text, node, decorators);
  return [{ ...common, kind: scope.names.length > 0 ? "method" : "function", parameterIds: ids, children: [], bases: [] }];
}

type Common = Pick<TestItem, "name" | "names" | "nameRange" | "range">;

function readClass(node: SyntaxNode, common: Common, scope: Scope): readonly TestItem[] {
  const body = node.getChild("Body");
  const children = body ? definitions(body).flatMap((definition) => readDefinition(definition, scope)) : [];
  const given = node.getChild("ArgList");
  const bases = ["VariableName", "MemberExpression", "CallExpression"].flatMap((kind) => given?.getChildren(kind) ?? []);
  const baseNames = bases.map((base) => scope.text.slice(base.from, base.to));
  const item: TestItem = { ...common, kind: "class", parameterIds: undefined, children, bases: baseNames };
  return scope.names.length === 1 || isTestClass(item) ? [item] : [];
}

/** By pytest's default names; unittest classes are collected under any name. */
function isTestClass(item: TestItem): boolean {
  return item.name.startsWith("Test") || item.bases.some((base) => base.endsWith("TestCase"));
}
