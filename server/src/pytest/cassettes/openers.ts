/** Finds code that opens cassettes, or generates tests, whose names cannot be determined completely. */
import type { SyntaxNode } from "@lezer/common";
import { isTestModule } from "../testModule";
import { expressions, keywordOf, type Call, type CallReader, type Fixture, type Mention, type Wanted } from "./callReader";
import { patternIn } from "./pathExpression";
import { anyPath, isRead, joinedPaths, textOf, type PathText } from "./pathText";
import { objectOf, ownPath } from "./useCassette";

export interface CassetteOpener {
  /** The pattern of cassettes that it may open. */
  readonly path: PathText;
  /** The variable or fixture with the VCR; absent for vcrpy's own, and if the path does not depend on it. */
  readonly vcr?: string;
  /** Counted from 1. */
  readonly line: number;
}

/** What each function or method determines. */
const fixtures: ReadonlyMap<string, "dir" | "name" | "config"> = new Map([
  ["vcr_cassette_dir", "dir"],
  ["vcr_cassette_name", "name"],
  ["default_cassette_name", "name"],
  ["vcr_config", "config"],
  // A method of vcrpy's unittest class.
  ["_get_cassette_library_dir", "dir"],
  ["_get_cassette_name", "name"],
] as const);

const functions = new Set(["use_cassette", "default_cassette"]);
const options = new Set(["cassette_library_dir", "path_transformer", "func_path_generator"]);

export const openingNames: Pick<Wanted, "fixtures" | "mentions"> = {
  fixtures,
  mentions: { has: (name) => functions.has(name) || options.has(name) || fixtures.has(name) },
};

/** `file` is the path, with forward slashes. */
export function openersIn(file: string, reader: CallReader, text: string, lineOf: LineOf): readonly CassetteOpener[] {
  return new OpenerReader(file, text, reader).read().map(({ from, ...opener }) => ({ ...opener, line: lineOf(from) }));
}

type Found = Omit<CassetteOpener, "line"> & { readonly from: number };

/** Any path in a folder. */
const below = (folder: PathText): PathText => joinedPaths([folder, anyPath]);

class OpenerReader {
  readonly #file: string;
  readonly #text: string;
  readonly #reader: CallReader;
  readonly #found: Found[] = [];
  /** Whether the fixtures of this file are read elsewhere. */
  readonly #isOfTests: boolean;
  /** By the offset of the dictionary that it returns. */
  readonly #configs: ReadonlyMap<number | undefined, Fixture>;

  constructor(file: string, text: string, reader: CallReader) {
    this.#file = file;
    this.#text = text;
    this.#reader = reader;
    this.#isOfTests = isReadForTests(file);
    const configs = reader.fixtures.filter(({ name }) => name === "vcr_config");
    this.#configs = new Map(configs.flatMap((each) => (each.around.at(-1)?.returned ?? []).map((value) => [value?.from, each])));
  }

  read(): readonly Found[] {
    for (const call of this.#reader.calls) this.#call(call);
    for (const fixture of this.#reader.fixtures) this.#fixture(fixture);
    const calls = new Set(this.#reader.calls.map(({ node }) => node.from));
    for (const mention of this.#reader.mentions) this.#mention(mention, calls);
    return this.#found;
  }

  #add({ from }: SyntaxNode, path: PathText, vcr?: string): void {
    this.#found.push({ from, path, ...(vcr === undefined ? {} : { vcr }) });
  }

  #pattern(node: SyntaxNode | undefined, { around }: Pick<Call, "around">): PathText {
    return patternIn(expressions(this.#file, this.#text, around), node);
  }

  #call(call: Call): void {
    const { node, callee, items } = call;
    const library = keywordOf(this.#text, call, "cassette_library_dir");
    const folder = this.#pattern(library, call);
    if (["path_transformer", "func_path_generator"].some((name) => this.#changes(keywordOf(this.#text, call, name))))
      this.#add(node, library ? below(folder) : anyPath);
    if (/(?:^|\.)VCR$/.test(callee)) return;
    if (library && (!isRead(folder) || callee.endsWith("use_cassette"))) this.#add(node, below(folder));
    const positional = items.flatMap((item) => (item.length === 1 ? item : []));
    const isUnpacked = items.some(([first]) => first?.name === "*");
    if (!callee.endsWith("cassette") && !callee.endsWith("mark.vcr")) {
      this.#add(node, this.#pattern(keywordOf(this.#text, call, "path") ?? positional[0], call));
    } else if (callee.endsWith("use_cassette")) this.#use(call, positional[0] ?? keywordOf(this.#text, call, "path"), isUnpacked);
    else {
      if (isUnpacked) this.#add(node, anyPath);
      for (const each of positional) {
        const path = this.#pattern(each, call);
        if (!isRead(path)) this.#add(each, path);
      }
    }
  }

  #use(call: Call, path: SyntaxNode | undefined, isUnpacked: boolean): void {
    const vcr = objectOf(call.callee);
    const pattern = path ? this.#pattern(path, call) : anyPath;
    const isOfModule = call.around.length === 1 && call.decorates === undefined;
    const isUnknown = path
      ? isOfModule || !isRead(pattern)
      : isUnpacked || (call.decorates !== undefined && !ownPath(this.#file, call));
    if (isUnknown) this.#add(path ?? call.node, pattern, vcr);
  }

  #fixture({ name, node, around, isOfModule }: Fixture): void {
    const kind = fixtures.get(name);
    const returned = around.at(-1)?.returned ?? [];
    const paths = returned.map((each) => this.#pattern(each, { around }));
    const isKnown = isOfModule && this.#isOfTests && paths.length === 1 && paths.every(isRead);
    if (kind === "config" || isKnown) return;
    for (const path of paths) this.#add(node, kind === "dir" ? below(path) : path);
  }

  #mention(mention: Mention, calls: ReadonlySet<number>): void {
    const { name, node } = mention;
    if (functions.has(name)) {
      if (node.name !== "String" && isAlias(node)) this.#add(node, anyPath);
    } else if (fixtures.has(name)) {
      if (isMadeElsewhere(this.#text, node)) this.#add(node, anyPath);
    } else {
      const value = optionValue(node, calls);
      if (value === undefined || this.#isConfig(mention, value)) return;
      if (name === "cassette_library_dir") this.#add(node, below(this.#pattern(value, mention)));
      else if (this.#changes(value)) this.#add(node, anyPath);
    }
  }

  /** The overrides in `vcr_config` of a conftest or module are read elsewhere. */
  #isConfig({ name, node }: Mention, value: SyntaxNode): boolean {
    if (name !== "cassette_library_dir" || !this.#isOfTests) return false;
    const config = this.#configs.get(node.parent?.from ?? -1);
    return config?.isOfModule === true && config.around.at(-1)?.returned.length === 1 && isRead(this.#pattern(value, config));
  }

  /** Whether a function changes more of a path than its suffix. */
  #changes(value: SyntaxNode | undefined): boolean {
    if (value === undefined || value.name === "None") return false;
    return !/^(?:\w+\.)*ensure_suffix\(/.test(this.#text.slice(value.from, value.to));
  }
}

/** Whether fixtures and tests in a file (path) are known from its place. */
export const isReadForTests = (file: string): boolean => isTestModule(file) || file.endsWith("/conftest.py");

/** Whether a function is not called, but passed on. */
function isAlias(node: SyntaxNode): boolean {
  const { parent } = node;
  if (!parent || parent.name === "Decorator" || parent.name === "FunctionDefinition") return false;
  if (parent.name === "ImportStatement") return node.nextSibling?.name === "as";
  if (node.name === "VariableName" && node.nextSibling?.name === "AssignOp" && parent.name === "ArgList") return false;
  const whole = node.name === "PropertyName" ? parent : node;
  const around = whole.parent;
  if (around?.name === "CallExpression" && around.firstChild?.from === whole.from) return whole.to - whole.from > 200;
  return around?.name !== "ParamList";
}

/** Whether a fixture is imported, assigned, or a function under another name. */
function isMadeElsewhere(text: string, node: SyntaxNode): boolean {
  const { parent, prevSibling } = node;
  if (node.name === "VariableName")
    return parent?.name === "ImportStatement" || (parent?.name === "AssignStatement" && parent.firstChild?.from === node.from);
  const keyword = prevSibling?.name === "AssignOp" ? prevSibling.prevSibling : null;
  return node.name === "String" && keyword !== null && text.slice(keyword.from, keyword.to) === "name";
}

/** The value of an option of VCR: in a call, a dictionary or an assignment. `calls` are those that are read anyway. */
function optionValue(node: SyntaxNode, calls: ReadonlySet<number>): SyntaxNode | undefined {
  const { parent, nextSibling } = node;
  const after = nextSibling?.nextSibling ?? undefined;
  if (parent?.name === "ArgList" && nextSibling?.name === "AssignOp")
    return node.name === "VariableName" && !calls.has(parent.parent?.from ?? -1) ? after : undefined;
  if (node.name === "String" && (parent?.name === "DictionaryExpression" || parent?.name === "ArgList")) return after;
  if (parent?.name !== "MemberExpression" || parent.parent?.name !== "AssignStatement") return undefined;
  return parent.nextSibling?.name === "AssignOp" ? (parent.nextSibling.nextSibling ?? undefined) : undefined;
}

/** File names derived from tests, in strings and comments. */
const testFile = /(?<![\w\-.[\]])((?:\w+\.)?[Tt]est[\w\-.[\]]*)\.(?:ya?ml|json)\b/g;

/** Hooks of pytest that generate tests. */
const hook = /^[ \t]*def[ \t]+pytest_(?:pycollect_make(?:item|module)|collect_file)\b/m;

/** What renames a test, or moves it to another module. */
const maker =
  /\b(?:item|node)\.(?:name|originalname|_nodeid)[ \t]*=(?!=)|(?<![.\w])setattr\(\s*[\w.]*(?:mod|cls|class|collector)/;

/** What can be found without a parser: mentions of cassettes, and generated tests. */
export function openersOfText(file: string, text: string): readonly CassetteOpener[] {
  const lineOf = lines(text);
  const found = new Map<string, CassetteOpener>();
  for (const { 1: name = "", index } of text.matchAll(testFile))
    if (!found.has(name)) found.set(name, { path: textOf(name), line: lineOf(index) });
  const makes = isReadForTests(file) || hook.test(text) ? [hook, maker] : [];
  const first = makes.map((pattern) => text.search(pattern)).find((at) => at >= 0);
  return [...found.values(), ...(first === undefined ? [] : [{ path: anyPath, line: lineOf(first) }])];
}

/** Converts an offset to a line, counted from 1. */
type LineOf = (offset: number) => number;

export function lines(text: string): LineOf {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= [...text.matchAll(/\n/g)].map(({ index }) => index);
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
