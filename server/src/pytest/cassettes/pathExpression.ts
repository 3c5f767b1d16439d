/** Python expressions that make a path: literals, f-strings, `os.path.join`, `pathlib`, and what `request` says of the test. */
import type { SyntaxNode } from "@lezer/common";
import { itemsOf, stringValue } from "../pythonLiteral";
import { folderOf, joinedPaths, joinedTexts, stemOf, textOf, type Hole, type PathText } from "./pathText";

/** What an expression is read in. */
export interface ExpressionScope {
  readonly text: string;
  /** The path of the Python file, which `__file__` means. */
  readonly file: string;
  /** The one value that a name was given; undefined for others. */
  valueOf(name: string): SyntaxNode | undefined;
}

/** Steps from an expression to the values of the names in it. */
const deepest = 40;

/** undefined for everything else. Never throws. */
export function pathIn(scope: ExpressionScope, node: SyntaxNode | undefined, depth = 0): PathText | undefined {
  if (node === undefined || depth > deepest) return undefined;
  const inner = (each: SyntaxNode | null | undefined) => pathIn(scope, each ?? undefined, depth + 1);
  const source = sourceOf(scope, node);
  const hole = holes.get(source);
  if (hole !== undefined) return [{ hole }];
  switch (node.name) {
    case "String":
    case "ContinuedString":
    case "FormatString":
      return stringIn(scope, node, inner);
    case "ParenthesizedExpression":
      return inner(node.firstChild?.nextSibling);
    case "VariableName":
      return source === "__file__" ? textOf(scope.file) : inner(scope.valueOf(source));
    case "BinaryExpression":
      return binary(scope, node, inner);
    case "MemberExpression":
      return member(scope, node, inner);
    case "CallExpression":
      return called(scope, node, inner);
    default:
      return undefined;
  }
}

type Inner = (node: SyntaxNode | null | undefined) => PathText | undefined;

/** What depends on the test, as people write it. */
const holes: ReadonlyMap<string, Hole> = new Map([
  ["request.node.name", "node"],
  ["request.function.__name__", "function"],
  ["request.node.originalname", "function"],
  ["request.cls.__name__", "class"],
  ["request.node.cls.__name__", "class"],
  ["request.path", "path"],
  ["request.fspath", "path"],
  ["request.node.path", "path"],
  ["request.node.fspath", "path"],
  ["request.module.__file__", "path"],
  ["request.fspath.purebasename", "module"],
  ["request.node.fspath.purebasename", "module"],
  ["request.fspath.dirname", "folder"],
  ["request.node.fspath.dirname", "folder"],
  ['request.module.__name__.split(".")[-1]', "module"],
  ["request.module.__name__.split('.')[-1]", "module"],
  ['request.module.__name__.rsplit(".",1)[-1]', "module"],
]);

function sourceOf({ text }: ExpressionScope, { from, to }: SyntaxNode): string {
  return to - from > 200 ? "" : text.slice(from, to).replace(/\s+/g, "");
}

function stringIn(scope: ExpressionScope, node: SyntaxNode, inner: Inner): PathText | undefined {
  const { text } = scope;
  const plain = stringValue(text, node);
  if (plain !== undefined) return textOf(plain);
  if (node.name === "ContinuedString") return allOf(childrenOf(node).map(inner), joinedTexts);
  const quote = /^[fF](?:"""|'''|"|')/.exec(text.slice(node.from, node.from + 4))?.[0];
  if (quote === undefined) return undefined;
  const parts: (PathText | undefined)[] = [];
  let from = node.from + quote.length;
  const literal = (to: number) => {
    const body = text.slice(from, to);
    // Escapes and doubled braces are rare in paths.
    parts.push(/[\\{}]/.test(body) ? undefined : textOf(body));
  };
  for (const each of node.getChildren("FormatReplacement")) {
    literal(each.from);
    const [, value, end, ...more] = childrenOf(each);
    parts.push(end?.name === "}" && more.length === 0 ? inner(value) : undefined);
    from = each.to;
  }
  literal(node.to - quote.length + 1);
  return allOf(parts, joinedTexts);
}

function binary(scope: ExpressionScope, node: SyntaxNode, inner: Inner): PathText | undefined {
  const [left, operator, right] = childrenOf(node);
  const sign = operator && sourceOf(scope, operator);
  if (sign === "/") return allOf([inner(left), inner(right)], joinedPaths);
  return sign === "+" ? allOf([inner(left), inner(right)], joinedTexts) : undefined;
}

function member(scope: ExpressionScope, node: SyntaxNode, inner: Inner): PathText | undefined {
  const property = node.getChild("PropertyName");
  const value = node.firstChild ? inner(node.firstChild) : undefined;
  if (!property || value === undefined) return undefined;
  const name = sourceOf(scope, property);
  return name === "parent" ? folderOf(value) : name === "stem" ? stemOf(value) : undefined;
}

/** Functions that leave a path what it is, for our purposes. */
const same =
  /^(?:str|(?:pathlib\.)?(?:Pure)?(?:Posix)?Path|os\.fspath|os\.path\.(?:abspath|realpath|normpath)|abspath|realpath)$/;

function called(scope: ExpressionScope, node: SyntaxNode, inner: Inner): PathText | undefined {
  const [callee, list] = childrenOf(node);
  if (!callee || list?.name !== "ArgList") return undefined;
  const items = itemsOf(list);
  if (items.some((item) => item.length !== 1)) return undefined;
  const given = items.map(([item]) => inner(item));
  const name = sourceOf(scope, callee);
  if (/^(?:os\.path\.)?join$/.test(name)) return allOf(given, joinedPaths);
  if (same.test(name)) return given.length > 0 ? allOf(given, joinedPaths) : undefined;
  if (/^(?:os\.path\.)?dirname$/.test(name)) return given.length === 1 && given[0] ? folderOf(given[0]) : undefined;
  const method = callee.name === "MemberExpression" ? callee.getChild("PropertyName") : null;
  const object = method && inner(callee.firstChild);
  if (!object) return undefined;
  const called = sourceOf(scope, method);
  if (["resolve", "absolute", "as_posix"].includes(called) && given.length === 0) return object;
  return called === "joinpath" ? allOf([object, ...given], joinedPaths) : undefined;
}

function allOf(parts: readonly (PathText | undefined)[], join: (parts: readonly PathText[]) => PathText): PathText | undefined {
  const known = parts.filter((part) => part !== undefined);
  return known.length === parts.length ? join(known) : undefined;
}

export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (child.name !== "Comment") found.push(child);
  return found;
}
