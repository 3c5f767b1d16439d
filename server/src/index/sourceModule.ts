/** What is kept of a test module for asking whether a test exists. Most tests are functions, which a glance finds; the rest needs a parser. */
import { setImmediate as pause } from "node:timers/promises";
import { defines, lacks, namesIn, type Names } from "../pytest/definedNames";
import { parseTestModule, type TestItem } from "../pytest/testModule";
import type { Documents } from "./documents";

export interface SourceModule {
  /** Functions that stand at the margin. */
  readonly functions: ReadonlySet<string>;
  /** undefined until somebody asks for more than those. */
  readonly parsed: ParsedModule | undefined;
}

interface ParsedModule {
  /** undefined where the text leaves doubts. */
  readonly names: Names | undefined;
  /** The functions and methods that pytest would collect: their names, outermost first, joined by `::`. */
  readonly tests: readonly string[];
}

/**
 * undefined where there is no such file. `wholly`: whether more is asked than which functions stand at the margin. Other work comes in between two
 * modules; never rejects.
 */
export async function readModule(
  documents: Documents,
  uri: string,
  wholly: (module: SourceModule) => boolean,
): Promise<SourceModule | undefined> {
  const document = await documents.get(uri);
  if (!document) return undefined;
  const text = document.getText();
  const glance = { functions: new Set([...text.matchAll(function_)].map((match) => match[1] ?? "")), parsed: undefined };
  if (!wholly(glance)) return glance;
  await pause();
  const parsed = { names: namesIn(text), tests: testsIn(parseTestModule(text).items) };
  return { ...glance, parsed };
}

const function_ = /^(?:async[ \t]+)?def[ \t]+(\w+)[ \t]*\(/gm;

/** Whether these names, outermost first, are sure to be defined. */
export function surelyHas({ functions }: SourceModule, names: readonly string[]): boolean {
  return names.length === 1 && functions.has(names[0] ?? "");
}

/** Whether they are sure to be missing; undefined before the module is parsed. */
export function surelyLacks(module: SourceModule, names: readonly string[]): boolean | undefined {
  if (surelyHas(module, names)) return false;
  return module.parsed && module.parsed.names !== undefined && lacks(module.parsed.names, names);
}

/** Whether the text was understood, and these names may come from elsewhere: imported, inherited, assigned, made. */
export function isInDoubt({ functions, parsed }: SourceModule, names: readonly string[]): boolean {
  if (parsed?.names === undefined || functions.has(names[0] ?? "")) return false;
  return !lacks(parsed.names, names) && !defines(parsed.names, names);
}

/** Whether pytest would collect this test, as far as is known. */
export function collects({ functions, parsed }: SourceModule, test: string): boolean {
  return functions.has(test) || parsed?.tests.includes(test) === true;
}

function testsIn(items: readonly TestItem[]): readonly string[] {
  return items.flatMap((item) => (item.kind === "class" ? testsIn(item.children) : [item.names.join("::")]));
}
