/** The tests of a module by the names that cassettes have, inherited ones included. */
import type { PythonTree } from "../pythonTree";
import { readTestModule, type TestItem } from "../testModule";

export interface TestNames {
  readonly tests: readonly NamedTest[];
  /** Test classes (names, outermost first) that may inherit tests from elsewhere. */
  readonly open: readonly (readonly string[])[];
  /** Whether tests may come from elsewhere, or be made while the module is loaded. */
  readonly makesNames: boolean;
  /** Names of tests and classes that the text mentions, and of which nobody knows what they are: below an `if`, assigned, in a string. */
  readonly doubtful: readonly string[];
}

export interface NamedTest {
  /** Classes and function, outermost first. */
  readonly names: readonly string[];
  /** pytest's ids of its parameter sets, where the module was parsed and decides them. */
  readonly ids?: readonly string[] | undefined;
}

interface Class {
  readonly names: readonly string[];
  readonly bases: readonly string[];
  readonly tests: readonly NamedTest[];
  readonly isCollected: boolean;
}

export function testsOfTree(tree: PythonTree): TestNames {
  const { items, mixins } = readTestModule(tree);
  const functions = items.flatMap((item) => (item.kind === "class" ? [] : [named(item)]));
  const classes = [...classesIn(items, true), ...classesIn(mixins, false)];
  return withInherited(tree.text, functions, classes);
}

const named = ({ names, parameterIds: ids }: TestItem): NamedTest => (ids === undefined ? { names } : { names, ids });

function classesIn(items: readonly TestItem[], isCollected: boolean): readonly Class[] {
  return items.flatMap((item) => {
    if (item.kind !== "class") return [];
    const { names, bases, children } = item;
    const tests = children.flatMap((child) => (child.kind === "class" ? [] : [named(child)]));
    return [{ names, bases, tests, isCollected }, ...classesIn(children, isCollected)];
  });
}

const definition =
  /^(?:class[ \t]+([\w\P{ASCII}]+)[ \t]*(?:\(([^()\n]*)(?:\)|(?=[(\n])))?|([ \t]*)(?:async[ \t]+)?def[ \t]+([\w\P{ASCII}]+)[ \t]*\()/gmu;

/** Of what stands in the brackets of a class; a metaclass counts too, for it may add tests. */
const isBase = (each: string): boolean => (each.includes("=") ? /\bmetaclass\b/.test(each) : each.trim() !== "");

/** The same without a parser: functions and classes at the margin, and of a class what stands as deep as its first method. */
export function glance(text: string): TestNames {
  const functions: NamedTest[] = [];
  const classes: Class[] = [];
  let around: { readonly name: string; readonly tests: NamedTest[]; depth: string | undefined } | undefined;
  for (const [whole, inClass, given = "", indent = "", name = ""] of text.matchAll(definition)) {
    if (inClass !== undefined) {
      const isCut = whole.includes("(") && !whole.endsWith(")");
      const bases = given.split(",").flatMap((base) => (isBase(base) ? [base.trim()] : []));
      around = { name: inClass, tests: [], depth: undefined };
      const isCollected = inClass.startsWith("Test") || bases.some((base) => base.endsWith("TestCase"));
      classes.push({ names: [inClass], bases: isCut ? [...bases, "…"] : bases, tests: around.tests, isCollected });
    } else if (indent === "") {
      around = undefined;
      if (name.startsWith("test")) functions.push({ names: [name] });
    } else if (around !== undefined && indent === (around.depth ??= indent) && name.startsWith("test")) {
      around.tests.push({ names: [around.name, name] });
    }
  }
  return withInherited(text, functions, classes);
}

const made =
  /(?<![.\w])(?:globals|vars|setattr|exec|eval|scenarios)\s*\(|\blocals\(\)\s*\[|\bsys\.modules\b|\b__init_subclass__\b|(?<!ogger|racer|eter|lask)\(\s*__name__\s*[,)]|\bimport\b[^\n]*(?:\*|\btest|\b(?:parameterized|ddt)\b)|^[ \t]+test\w*,?$|^from (?:parameterized|ddt)\b|(?<![\ud800-\udbff])[\udc80-\udcff]/m;

const testWord = /(?<![\w\P{ASCII}])test[\w\P{ASCII}]*/giu;

/** `test_x = make_test(…)`. */
const assigned = /^(test\w*)[ \t]*=(?!=)/gm;

const decorated = /^(?:@([\w.]+)|(?:async[ \t]+)?def\b|class[ \t]+([\w\P{ASCII}]+))/gmu;

/** Decorators that give a class no tests. */
const plainDecorator = /^(?:pytest|unittest|mock|patch|dataclasses|dataclass|final|typing|skip\w*|mark|vcr)\b|\.use_cassette$/;

/** The classes at the margin to which a decorator may add tests. */
function decoratedClasses(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  let isOpen = false;
  for (const [, decorator, name] of text.matchAll(decorated)) {
    if (name !== undefined && isOpen) found.add(name);
    isOpen = decorator !== undefined && (isOpen || !plainDecorator.test(decorator));
  }
  return found;
}

/** Base classes that bring no tests. */
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
      tests.push(test.names[0] === each.names[0] ? test : { names: [...each.names, name] });
    }
    if (isOpen) open.push(each.names);
  }
  for (const { names } of tests) doubtful.delete(names.at(-1) ?? "");
  return { tests, open, makesNames: made.test(text), doubtful: [...doubtful] };
}

function ancestry(start: Class, byName: ReadonlyMap<string, Class>) {
  const classes = new Set([start]);
  let isOpen = false;
  // The set grows while it is gone through.
  for (const each of classes) {
    for (const base of each.bases) {
      const found = byName.get(base);
      if (found) classes.add(found);
      else if (!plain.has(base)) isOpen = true;
    }
  }
  return { classes: [...classes], isOpen };
}
