/** What is kept of a test module for asking whether a test exists. Most tests are plain to see, which a glance finds; the rest needs a parser. */
import { defines, lacks, namesIn, type Names } from "../pytest/definedNames";
import { pythonTree } from "../pytest/pythonTree";
import { readTestModule, type TestItem } from "../pytest/testModule";

export interface SourceModule {
  /** What a glance finds: functions at the margin, and methods of classes there; their names, outermost first, joined by `::`. */
  readonly glance: ReadonlySet<string>;
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
}

/** A module that could not be read: nothing is sure. */
export const doubtful: SourceModule = { glance: new Set(), parsed: { names: undefined, tests: new Set() } };

/** What is asked of a module. */
export interface ModuleQuestion {
  readonly uri: string;
  /** Tests, named as above, that somebody looks for; undefined for everything that the text says. */
  readonly wanted: readonly string[] | undefined;
}

/** Reads a module as closely as is asked. Never throws. */
export function sourceModule(text: string, wanted: ModuleQuestion["wanted"]): SourceModule {
  const glance = glanceAt(text);
  if (wanted?.every((test) => glance.has(test))) return { glance, parsed: undefined };
  const tree = pythonTree(text);
  return { glance, parsed: { names: namesIn(tree), tests: new Set(testsIn(readTestModule(tree).items)) } };
}

const definition = /^(?:class[ \t]+(\w+)|([ \t]*)(?:async[ \t]+)?def[ \t]+(\w+)[ \t]*\()/gm;

/** Of a class, what stands as deep as its first method. */
function glanceAt(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  let around: string | undefined;
  let depth: string | undefined;
  for (const [, inClass, indent = "", name = ""] of text.matchAll(definition)) {
    if (inClass !== undefined || indent === "") [around, depth] = [inClass, undefined];
    if (inClass !== undefined) continue;
    if (indent === "") found.add(name);
    else if (around !== undefined && indent === (depth ??= indent)) found.add(`${around}::${name}`);
  }
  return found;
}

/** Whether these names, outermost first, are sure to be defined. */
export function surelyHas({ glance }: SourceModule, names: readonly string[]): boolean {
  return glance.has(names.join("::"));
}

/** Whether they are sure to be missing; undefined before the module is parsed. */
export function surelyLacks(module: SourceModule, names: readonly string[]): boolean | undefined {
  if (surelyHas(module, names)) return false;
  return module.parsed && module.parsed.names !== undefined && lacks(module.parsed.names, names);
}

/** Whether the text was understood, and these names may come from elsewhere: imported, inherited, assigned, made. */
export function isInDoubt(module: SourceModule, names: readonly string[]): boolean {
  const known = module.parsed?.names;
  if (known === undefined || surelyHas(module, names)) return false;
  return !lacks(known, names) && !defines(known, names);
}

/** Whether pytest would collect this test, as far as is known. */
export function collects({ glance, parsed }: SourceModule, test: string): boolean {
  return glance.has(test) || parsed?.tests.has(test) === true;
}

function testsIn(items: readonly TestItem[]): readonly string[] {
  return items.flatMap((item) => (item.kind === "class" ? testsIn(item.children) : [item.names.join("::")]));
}
