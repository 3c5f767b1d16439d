/** The tests of a module under the names that cassettes have, including inherited ones. */
import type { PythonTree } from "../pythonTree";
import { readTestModule, type TestItem } from "../testModule";

export interface TestNames {
  readonly tests: readonly NamedTest[];
  /** Test classes (names, outermost first) that may inherit tests from elsewhere. */
  readonly open: readonly (readonly string[])[];
  /** Whether tests may come from elsewhere, or be generated when the module is loaded. */
  readonly makesNames: boolean;
  /** Names of tests and classes in the text that may or may not exist: below an `if`, assigned, in a string. */
  readonly doubtful: readonly string[];
}

export interface NamedTest {
  /** Classes and function, outermost first. */
  readonly names: readonly string[];
  /** pytest's ids of its parameter sets, if the module was parsed and determines them. */
  readonly ids?: readonly string[] | undefined;
  /** Whether a mark says that it plays a cassette: on the test, its class, or the module. Many tests are marked in other ways. */
  readonly isMarked?: true;
}

interface Class {
  readonly names: readonly string[];
  readonly bases: readonly string[];
  readonly tests: readonly NamedTest[];
  readonly isCollected: boolean;
  readonly isMarked?: true;
}

export function testsOfTree(tree: PythonTree): TestNames {
  const { items, mixins } = readTestModule(tree);
  const functions = items.flatMap((item) => (item.kind === "class" ? [] : [named(item, tree.text)]));
  const classes = [...classesIn(items, true, tree.text), ...classesIn(mixins, false, tree.text)];
  return withInherited(tree.text, functions, classes);
}

const mark = /vcr|cassette/i;
const marked = (isMarked: boolean | undefined) => (isMarked === true ? ({ isMarked } as const) : {});
/** By the text before its name: its decorators. */
const markOn = ({ range, nameRange }: TestItem, text: string) => marked(mark.test(text.slice(range.start, nameRange.start)));

const named = (item: TestItem, text: string): NamedTest => {
  const { names, parameterIds: ids } = item;
  return { names, ...(ids === undefined ? {} : { ids }), ...markOn(item, text) };
};

function classesIn(items: readonly TestItem[], isCollected: boolean, text: string): readonly Class[] {
  return items.flatMap((item) => {
    if (item.kind !== "class") return [];
    const { names, bases, children } = item;
    const tests = children.flatMap((child) => (child.kind === "class" ? [] : [named(child, text)]));
    return [{ names, bases, tests, isCollected, ...markOn(item, text) }, ...classesIn(children, isCollected, text)];
  });
}

const definition =
  /^(?:class[ \t]+([\w\P{ASCII}]+)[ \t]*(?:\(([^()\n]*)(?:\)|(?=[(\n])))?|([ \t]*)(?:async[ \t]+)?def[ \t]+([\w\P{ASCII}]+)[ \t]*\()/gmu;

/** Entries in the parentheses of a class; a metaclass counts too, because it may add tests. */
const isBase = (each: string): boolean => (each.includes("=") ? /\bmetaclass\b/.test(each) : each.trim() !== "");

/** The same without a parser: top-level functions and classes, and in a class what is indented like its first method. */
export function glance(text: string): TestNames {
  const functions: NamedTest[] = [];
  const classes: Class[] = [];
  let around: { readonly name: string; readonly tests: NamedTest[]; depth: string | undefined } | undefined;
  const isMarked = decoratorsIn(text);
  for (const match of text.matchAll(definition)) {
    const [whole, inClass, given = "", indent = "", name = ""] = match;
    const byMark = isMarked(indent, match.index, match.index + whole.length);
    if (inClass !== undefined) {
      const isCut = whole.includes("(") && !whole.endsWith(")");
      const bases = given.split(",").flatMap((base) => (isBase(base) ? [base.trim()] : []));
      around = { name: inClass, tests: [], depth: undefined };
      const isCollected = inClass.startsWith("Test") || bases.some((base) => base.endsWith("TestCase"));
      classes.push({ names: [inClass], bases: isCut ? [...bases, "…"] : bases, tests: around.tests, isCollected, ...byMark });
    } else if (indent === "") {
      around = undefined;
      if (name.startsWith("test")) functions.push({ names: [name], ...byMark });
    } else if (around !== undefined && indent === (around.depth ??= indent) && name.startsWith("test")) {
      around.tests.push({ names: [around.name, name], ...byMark });
    }
  }
  return withInherited(text, functions, classes);
}

/** Called for each definition in order: whether a line since the previous one decorates it with a mark. */
function decoratorsIn(text: string) {
  const mayBe = mark.test(text);
  let before = 0;
  return (indent: string, start: number, end: number) => {
    const between = mayBe ? text.slice(before, start).split("\n") : [];
    before = end;
    return marked(between.some((line) => line.startsWith(`${indent}@`) && mark.test(line)));
  };
}

/** A mark for all tests of a module, alone or in a list. */
const markOfAll = /^pytestmark\b(?:.*|\s*=\s*\[[^\]]{0,500})(?:vcr|cassette)/im;

const made =
  /(?<![.\w])(?:globals|vars|setattr|exec|eval|scenarios)\s*\(|\blocals\(\)\s*\[|\bsys\.modules\b|\b__init_subclass__\b|(?<!ogger|racer|eter|lask)\(\s*__name__\s*[,)]|\bimport\b[^\n]*(?:\*|\btest|\b(?:parameterized|ddt)\b)|^[ \t]+test\w*,?$|^from (?:parameterized|ddt)\b|(?<![\ud800-\udbff])[\udc80-\udcff]/m;

const testWord = /(?<![\w\P{ASCII}])test[\w\P{ASCII}]*/giu;

/** `test_x = make_test(…)`. */
const assigned = /^(test\w*)[ \t]*=(?!=)/gm;

const decorated = /^(?:@([\w.]+)|(?:async[ \t]+)?def\b|class[ \t]+([\w\P{ASCII}]+))/gmu;

/** Decorators that add no tests to a class. */
const plainDecorator = /^(?:pytest|unittest|mock|patch|dataclasses|dataclass|final|typing|skip\w*|mark|vcr)\b|\.use_cassette$/;

/** The top-level classes to which a decorator may add tests. */
function decoratedClasses(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  let isOpen = false;
  for (const [, decorator, name] of text.matchAll(decorated)) {
    if (name !== undefined && isOpen) found.add(name);
    isOpen = decorator !== undefined && (isOpen || !plainDecorator.test(decorator));
  }
  return found;
}

/** Base classes without tests. */
const plain = new Set(["object", "TestCase", "unittest.TestCase", "IsolatedAsyncioTestCase", "unittest.IsolatedAsyncioTestCase"]);

function withInherited(text: string, functions: readonly NamedTest[], classes: readonly Class[]): TestNames {
  const byName = new Map(classes.map((each) => [each.names.at(-1) ?? "", each]));
  const tests = [...functions, ...[...text.matchAll(assigned)].map(([, name = ""]) => ({ names: [name] }))];
  const open: (readonly string[])[] = [];
  const doubtful = new Set([...text.matchAll(testWord)].map(([word]) => word.normalize("NFKC")));
  for (const name of byName.keys()) doubtful.delete(name);
  const decorators = decoratedClasses(text);
  for (const each of classes) {
    const family = ancestry(each, byName);
    const isOpen = family.isOpen || decorators.has(each.names[0] ?? "");
    if (!each.isCollected) {
      if (isOpen) doubtful.add(each.names.at(-1) ?? "");
      continue;
    }
    const own = new Set<string>();
    for (const test of family.classes.flatMap((member) => member.tests)) {
      const name = test.names.at(-1) ?? "";
      if (own.has(name)) continue;
      own.add(name);
      const here = test.names[0] === each.names[0] ? test : { names: [...each.names, name], ...marked(test.isMarked) };
      tests.push({ ...here, ...marked(each.isMarked) });
    }
    if (isOpen) open.push(each.names);
  }
  for (const { names } of tests) doubtful.delete(names.at(-1) ?? "");
  const markedTests = markOfAll.test(text) ? tests.map((test) => ({ ...test, ...marked(true) })) : tests;
  return { tests: markedTests, open, makesNames: made.test(text), doubtful: [...doubtful] };
}

function ancestry(start: Class, byName: ReadonlyMap<string, Class>) {
  const classes = new Set([start]);
  let isOpen = false;
  // The set grows during the loop.
  for (const each of classes) {
    for (const base of each.bases) {
      const found = byName.get(base);
      if (found) classes.add(found);
      else if (!plain.has(base)) isOpen = true;
    }
  }
  return { classes: [...classes], isOpen };
}
