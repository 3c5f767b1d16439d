/** What is kept of a test module for asking whether a test exists. Most tests are plain to see, which a quick look finds; the rest needs a parser. */
import { defines, lacks, namesIn, type Names } from "../../pytest/definedNames";
import { pythonTree } from "../../pytest/pythonTree";
import type { Outline } from "../../pytest/renamed";
import { readTestModule, type TestItem } from "../../pytest/testModule";

export interface SourceModule {
  /** What a quick look finds: functions at the margin, and methods of classes there. */
  readonly quickNames: Outline;
  /** undefined until somebody asks for more than those. */
  readonly parsed: ParsedModule | undefined;
  /** Of the file as it was read; undefined for what an editor holds. */
  readonly stamp?: string | undefined;
}

interface ParsedModule {
  /** undefined where the text leaves doubts. */
  readonly names: Names | undefined;
  /** The functions and methods that pytest would collect, named as above. */
  readonly tests: ReadonlySet<string>;
  /** Of those whose parameter sets this module decides: pytest's ids. */
  readonly parameterIds: ReadonlyMap<string, readonly string[]>;
}

/** A module that could not be read: nothing is sure. */
export const doubtful: SourceModule = {
  quickNames: new Map(),
  parsed: { names: undefined, tests: new Set(), parameterIds: new Map() },
};

/** What is asked of a module. */
export interface ModuleQuestion {
  readonly uri: string;
  /** Tests, named as above, that somebody looks for; undefined for everything that the text says. */
  readonly wanted: readonly string[] | undefined;
}

/** Reads a module as closely as is asked. Never throws. */
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

/** Names, outermost first joined by `::`, in order. Of a class, what stands as deep as its first method. */
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

/** Of a function's parameters and body: what follows its name, up to the next line that stands no deeper and ends no bracket. */
function printOf(text: string, start: number, indent: string): string {
  const next = new RegExp(`\\n[ \\t]{0,${indent.length}}[^\\s)\\]}]`, "g");
  next.lastIndex = start;
  const body = text.slice(start, next.exec(text)?.index).trimEnd();
  let hash = 0x811c9dc5;
  for (let at = 0; at < body.length; at++) hash = Math.imul(hash ^ body.charCodeAt(at), 0x01000193);
  return `${body.length}:${hash >>> 0}`;
}

/** Whether these names, outermost first, are sure to be defined. */
export function definitelyPresent({ quickNames }: SourceModule, names: readonly string[]): boolean {
  return quickNames.has(names.join("::"));
}

/** Whether they are sure to be missing; undefined before the module is parsed. */
export function definitelyMissing(module: SourceModule, names: readonly string[]): boolean | undefined {
  if (definitelyPresent(module, names)) return false;
  return module.parsed && module.parsed.names !== undefined && lacks(module.parsed.names, names);
}

/** Whether the text was understood, and these names may come from elsewhere: imported, inherited, assigned, made. */
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
