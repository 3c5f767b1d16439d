/** Evaluates Python expressions that make a path: literals, f-strings, `os.path.join`, `pathlib`, and the test's data in `request`. */
import type { SyntaxNode } from "@lezer/common";
import { itemsOf, stringValue } from "../pythonLiteral";
import { anyPath, folderOf, isRead, joinedPaths, joinedTexts, stemOf, textOf, type Hole, type PathText } from "./pathText";

/** The context of an expression. */
export interface ExpressionScope {
  readonly text: string;
  /** The path of the Python file, for `__file__`. */
  readonly file: string;
  /** The value of a name that is only assigned once; undefined for others. */
  valueOf(name: string): SyntaxNode | undefined;
}

/** The most names to resolve, one leading to the next. */
const deepest = 40;

/** undefined if it cannot be evaluated completely. Never throws. */
export function pathIn(scope: ExpressionScope, node: SyntaxNode | undefined): PathText | undefined {
  const path = node && patternIn(scope, node);
  return path && isRead(path) ? path : undefined;
}

/** The same with a hole for each part that cannot be evaluated. */
export function patternIn(scope: ExpressionScope, node: SyntaxNode | undefined, depth = 0): PathText {
  if (node === undefined || depth > deepest) return anyPath;
  const inner = (each: SyntaxNode | null | undefined) => patternIn(scope, each ?? undefined, depth + 1);
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
      return anyPath;
  }
}

type Inner = (node: SyntaxNode | null | undefined) => PathText;

/** Common expressions that depend on the test. */
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

function stringIn(scope: ExpressionScope, node: SyntaxNode, inner: Inner): PathText {
  const { text } = scope;
  const plain = stringValue(text, node);
  if (plain !== undefined) return textOf(plain);
  if (node.name === "ContinuedString") return joinedTexts(childrenOf(node).map(inner));
  const quote = /^[fF](?:"""|'''|"|')/.exec(text.slice(node.from, node.from + 4))?.[0];
  if (quote === undefined) return anyPath;
  const parts: PathText[] = [];
  let from = node.from + quote.length;
  const literal = (to: number) => {
    const body = text.slice(from, to);
    // Escapes and doubled braces are rare in paths.
    parts.push(/[\\{}]/.test(body) ? anyPath : textOf(body));
  };
  for (const each of node.getChildren("FormatReplacement")) {
    literal(each.from);
    const [, value, end, ...more] = childrenOf(each);
    parts.push(end?.name === "}" && more.length === 0 ? inner(value) : anyPath);
    from = each.to;
  }
  literal(node.to - quote.length + 1);
  return joinedTexts(parts);
}

function binary(scope: ExpressionScope, node: SyntaxNode, inner: Inner): PathText {
  const [left, operator, right] = childrenOf(node);
  const sign = operator && sourceOf(scope, operator);
  if (sign === "/") return joinedPaths([inner(left), inner(right)]);
  if (sign === "%") return formatted(stringValue(scope.text, left), /%(?:\(\w+\))?[sdir]/);
  return sign === "+" ? joinedTexts([inner(left), inner(right)]) : anyPath;
}

/** Text inserted for the fields of a pattern is unknown; nothing is known if anything else may be inserted. */
function formatted(text: string | undefined, field: RegExp): PathText {
  const parts = text?.split(field) ?? [];
  if (parts.length === 0 || parts.some((part) => /[%{}]/.test(part))) return anyPath;
  return joinedTexts(parts.flatMap((part, at) => (at === 0 ? [textOf(part)] : [anyPath, textOf(part)])));
}

function member(scope: ExpressionScope, node: SyntaxNode, inner: Inner): PathText {
  const property = node.getChild("PropertyName");
  if (!property || !node.firstChild) return anyPath;
  const value = inner(node.firstChild);
  const name = sourceOf(scope, property);
  return name === "parent" ? folderOf(value) : name === "stem" ? stemOf(value) : anyPath;
}

/** Functions that, for our purposes, return the same path. */
const same =
  /^(?:str|(?:pathlib\.)?(?:Pure)?(?:Posix)?Path|os\.fspath|os\.path\.(?:abspath|realpath|normpath)|abspath|realpath)$/;

function called(scope: ExpressionScope, node: SyntaxNode, inner: Inner): PathText {
  const [callee, list] = childrenOf(node);
  if (!callee || list?.name !== "ArgList") return anyPath;
  const method = callee.name === "MemberExpression" ? callee.getChild("PropertyName") : null;
  const name = sourceOf(scope, callee);
  if (method && sourceOf(scope, method) === "format")
    return formatted(stringValue(scope.text, callee.firstChild ?? undefined), /\{\w*\}/);
  // `*names` and `name=` are not resolved.
  const given = itemsOf(list).map((item) => (item.length === 1 ? inner(item[0]) : anyPath));
  if (/^(?:os\.path\.)?join$/.test(name)) return joinedPaths(given);
  if (same.test(name)) return given.length > 0 ? joinedPaths(given) : anyPath;
  if (/^(?:os\.path\.)?dirname$/.test(name)) return given.length === 1 && given[0] ? folderOf(given[0]) : anyPath;
  if (!method || !callee.firstChild) return anyPath;
  const object = inner(callee.firstChild);
  const called = sourceOf(scope, method);
  if (["resolve", "absolute", "as_posix"].includes(called) && given.length === 0) return object;
  return called === "joinpath" ? joinedPaths([object, ...given]) : anyPath;
}

export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (child.name !== "Comment") found.push(child);
  return found;
}
