/** pytest's parameter ids, as far as decorators determine them. A wrong id is worse than none: if in doubt, undefined. */
import type { SyntaxNode } from "@lezer/common";
import { asciiEscaped, elementsOf, isDisplay, itemsOf, plainValue, stringValue } from "./pythonLiteral";

/** The most ids to list, because stacked decorators multiply. */
const mostIds = 1000;

/** pytest's own fixtures, none of which has parameters. */
const plainFixtures: ReadonlySet<string> = new Set(
  "cache capfd capfdbinary caplog capsys capsysbinary doctest_namespace monkeypatch pytestconfig pytester recwarn request tmp_path tmp_path_factory tmpdir tmpdir_factory".split(
    " ",
  ),
);

/** The content of one `@pytest.mark.parametrize(…)`. */
interface ParameterSets {
  readonly names: readonly string[];
  readonly ids: readonly string[];
}

interface Arguments {
  readonly positional: readonly SyntaxNode[];
  readonly keywords: ReadonlyMap<string, SyntaxNode>;
}

/**
 * The ids of a function's parameter sets in pytest's order. `decorators` are those that apply to it, nearest first: its own from the bottom
 * up, then those of its class. undefined if it has no parameters, or they are only known at run time, as with a fixture that might have
 * parameters of its own.
 */
export function parameterIds(
  text: string,
  definition: SyntaxNode,
  decorators: readonly SyntaxNode[],
): readonly string[] | undefined {
  const sets: ParameterSets[] = [];
  for (const decorator of decorators) {
    const mark = markOf(text, decorator);
    if (mark === undefined || mark === "usefixtures") return undefined;
    if (mark !== "parametrize") continue;
    const set = parameterSets(text, decorator);
    if (!set) return undefined;
    sets.push(set);
  }
  const [first, ...further] = sets;
  if (!first || !argumentsCovered(text, definition, new Set(sets.flatMap((set) => set.names)))) return undefined;
  return further.reduce<readonly string[] | undefined>(combined, first.ids);
}

function combined(ids: readonly string[] | undefined, set: ParameterSets): readonly string[] | undefined {
  if (!ids || ids.length * set.ids.length > mostIds) return undefined;
  return ids.flatMap((id) => set.ids.map((next) => `${id}-${next}`));
}

/** `slow` for `@pytest.mark.slow`; undefined for other decorators, which might add parameters. */
function markOf(text: string, decorator: SyntaxNode): string | undefined {
  const nameEnd = decorator.getChild("ArgList")?.from ?? decorator.to;
  return /^@\s*(?:pytest\.)?mark\.(\w+)\s*$/.exec(text.slice(decorator.from, nameEnd))?.[1];
}

/** Whether every argument that pytest fills gets its value from a decorator or from a fixture without parameters. */
function argumentsCovered(text: string, definition: SyntaxNode, names: ReadonlySet<string>): boolean {
  const list = definition.getChild("ParamList");
  if (!list) return false;
  const required = itemsOf(list).filter((item) => !item.some((node) => node.name === "AssignOp"));
  const asked = required.flatMap((item) => (item[0]?.name === "VariableName" ? [text.slice(item[0].from, item[0].to)] : []));
  return asked.every((name) => name === "self" || name === "cls" || names.has(name) || plainFixtures.has(name));
}

function argumentsOf(text: string, call: SyntaxNode): Arguments | undefined {
  const positional: SyntaxNode[] = [];
  const keywords = new Map<string, SyntaxNode>();
  const list = call.getChild("ArgList");
  for (const item of list ? itemsOf(list) : []) {
    const [first, assign, value] = item;
    if (item.some((node) => node.type.isError)) return undefined;
    if (item.length === 1 && first) positional.push(first);
    else if (item.length === 3 && first && assign?.name === "AssignOp" && value)
      keywords.set(text.slice(first.from, first.to), value);
    else return undefined;
  }
  return { positional, keywords };
}

function parameterSets(text: string, decorator: SyntaxNode): ParameterSets | undefined {
  const given = argumentsOf(text, decorator);
  if (!given) return undefined;
  const argument = (name: string, position: number) => given.keywords.get(name) ?? given.positional[position];
  const names = argumentNames(text, argument("argnames", 0));
  const values = elementsOf(argument("argvalues", 1));
  const idList = argument("ids", 3);
  const listed = !idList || idList.name === "None" ? [] : elementsOf(idList);
  if (!names || !values?.length || !listed) return undefined;
  if (listed.length > 0 && listed.length !== values.length) return undefined;
  const ids = values.map((value, index) => setId(text, { value, names, index, listed: listed[index] }));
  const known = ids.filter((id) => id !== undefined);
  // Equal ids get numbers, whose spelling depends on pytest's version.
  if (known.length < ids.length || new Set(known).size < known.length) return undefined;
  return { names: names.list, ids: known };
}

interface ArgumentNames {
  readonly list: readonly string[];
  /** Each value is for the only argument, rather than in a tuple. */
  readonly bare: boolean;
  /** One name with a comma, `"a,"`: since pytest 9 its values are tuples, before that they are taken as they are. */
  readonly comma: boolean;
}

function argumentNames(text: string, node: SyntaxNode | undefined): ArgumentNames | undefined {
  const joined = stringValue(text, node);
  if (joined !== undefined) {
    const names = joined.split(",").map((name) => name.trim());
    const list = names.filter(Boolean);
    return { list, bare: list.length === 1, comma: list.length === 1 && names.length > 1 };
  }
  const list = elementsOf(node)?.map((element) => stringValue(text, element));
  const known = list?.filter((name) => name !== undefined);
  return known && known.length === list?.length ? { list: known, bare: false, comma: false } : undefined;
}

interface ParameterSet {
  readonly value: SyntaxNode;
  readonly names: ArgumentNames;
  readonly index: number;
  /** Its entry in `ids=[…]`. */
  readonly listed: SyntaxNode | undefined;
}

/** `pytest.param(…, id=…)` takes precedence over `ids=[…]`, and both over ids derived from values. */
function setId(text: string, { value, names, index, listed }: ParameterSet): string | undefined {
  const isParam = value.name === "CallExpression" && /^(?:pytest\.)?param\s*\(/.test(text.slice(value.from, value.to));
  const given = isParam ? argumentsOf(text, value) : undefined;
  if (isParam && !given) return undefined;
  for (const id of [given?.keywords.get("id"), listed]) {
    if (id && id.name !== "None") return literalId(text, id);
  }
  if (names.comma && given === undefined && isDisplay(value)) return undefined;
  const values = given?.positional ?? (names.bare ? [value] : elementsOf(value));
  if (values?.length !== names.list.length) return undefined;
  const parts = values.map(
    (part, at) => literalId(text, part) ?? (isDisplay(part) ? `${names.list[at] ?? ""}${index}` : undefined),
  );
  return parts.includes(undefined) ? undefined : parts.join("-");
}

function literalId(text: string, node: SyntaxNode): string | undefined {
  const string = stringValue(text, node);
  return string === undefined ? plainValue(text, node) : asciiEscaped(string);
}
