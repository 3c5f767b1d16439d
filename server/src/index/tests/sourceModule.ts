/** What is kept of a test module to answer whether a test exists. Most tests are found by a quick scan of the text; the rest needs a parser. */
import { defines, lacks, namesIn, type Names } from "../../pytest/definedNames";
import { pythonTree } from "../../pytest/pythonTree";
import type { Outline } from "../../pytest/renamed";
import { readTestModule, type TestItem } from "../../pytest/testModule";

export interface SourceModule {
  /** The result of the quick scan: top-level functions, and methods of top-level classes. */
  readonly quickNames: Outline;
  /** undefined until more is needed. */
  readonly parsed: ParsedModule | undefined;
  /** The stamp of the file; undefined for an open document. */
  readonly stamp?: string | undefined;
}

interface ParsedModule {
  /** undefined if the text cannot be read with certainty. */
  readonly names: Names | undefined;
  /** The functions and methods that pytest would collect, named as above. */
  readonly tests: ReadonlySet<string>;
  /** pytest's ids of the parameter sets, for tests whose parameters this module determines. */
  readonly parameterIds: ReadonlyMap<string, readonly string[]>;
}

/** A module that could not be read: nothing is certain. */
export const doubtful: SourceModule = {
  quickNames: new Map(),
  parsed: { names: undefined, tests: new Set(), parameterIds: new Map() },
};

/** A question about a module. */
export interface ModuleQuestion {
  readonly uri: string;
  /** The tests to look for, named as above; undefined for everything. */
  readonly wanted: readonly string[] | undefined;
}

/** Reads a module as closely as needed. Never throws. */
export function sourceModule(text: string, wanted: ModuleQuestion["wanted"]): SourceModule {
  const quickNames = quickNamesIn(text);
  if (wanted?.every((test) => quickNames.has(test))) return { quickNames, parsed: undefined };
  const tree = pythonTree(text);
  const tests = testsIn(readTestModule(tree).items);
  const decided = tests.flatMap(({ names, parameterIds: ids }) => (ids === undefined ? [] : [[names.join("::"), ids] as const]));
  return {
    quickNames,
    parsed: { names: namesIn(tree), tests: new Set(tests.map(({ names }) => names.join("::"))), parameterIds: new Map(decided) },
  };
}

const definition = /^(?:class[ \t]+(\w+)|([ \t]*)(?:async[ \t]+)?def[ \t]+(\w+)[ \t]*\()/gm;

/** Names joined by `::`, outermost first, in order. For a class, what is indented like its first method. */
export function quickNamesIn(text: string): Outline {
  const found = new Map<string, string>();
  let around: string | undefined;
  let depth: string | undefined;
  for (const { 0: whole, 1: inClass, 2: indent = "", 3: name = "", index } of text.matchAll(definition)) {
    if (inClass !== undefined || indent === "") [around, depth] = [inClass, undefined];
    if (inClass !== undefined) continue;
    const print = () => printOf(text, index + whole.length, indent);
    if (indent === "") found.set(name, print());
    else if (around !== undefined && indent === (depth ??= indent)) found.set(`${around}::${name}`, print());
  }
  return found;
}

/**
 * A digest of a function's parameters and body: what follows its name, up to the next line that is not indented further and does not close a bracket.
 */
function printOf(text: string, start: number, indent: string): string {
  const next = new RegExp(`\\n[ \\t]{0,${indent.length}}[^\\s)\\]}]`, "g");
  next.lastIndex = start;
  const body = text.slice(start, next.exec(text)?.index).trimEnd();
  let hash = 0x811c9dc5;
  for (let at = 0; at < body.length; at++) hash = Math.imul(hash ^ body.charCodeAt(at), 0x01000193);
  return `${body.length}:${hash >>> 0}`;
}

/** Whether these names, outermost first, are certainly defined. */
export function definitelyPresent({ quickNames }: SourceModule, names: readonly string[]): boolean {
  return quickNames.has(names.join("::"));
}

/** Whether they are certainly missing; undefined before the module is parsed. */
export function definitelyMissing(module: SourceModule, names: readonly string[]): boolean | undefined {
  if (definitelyPresent(module, names)) return false;
  return module.parsed && module.parsed.names !== undefined && lacks(module.parsed.names, names);
}

/** Whether the text was understood, but these names may be imported, inherited, assigned or generated. */
export function isInDoubt(module: SourceModule, names: readonly string[]): boolean {
  const known = module.parsed?.names;
  if (known === undefined || definitelyPresent(module, names)) return false;
  return !lacks(known, names) && !defines(known, names);
}

/** Whether pytest would collect this test, as far as is known. */
export function collects({ quickNames, parsed }: SourceModule, test: string): boolean {
  return quickNames.has(test) || parsed?.tests.has(test) === true;
}

function testsIn(items: readonly TestItem[]): readonly TestItem[] {
  return items.flatMap((item) => (item.kind === "class" ? testsIn(item.children) : [item]));
}
