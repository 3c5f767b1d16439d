/** Walks a Python file and collects what may concern cassettes: calls, fixtures, and the values of names. */
import type { SyntaxNode, SyntaxNodeRef } from "@lezer/common";
import { itemsOf, stringValue } from "../pythonLiteral";
import { childrenOf, type ExpressionScope } from "./pathExpression";

/** A function, a class, or the file. */
export interface Scope {
  readonly names: readonly string[];
  readonly kind: "module" | "class" | "function";
  /** undefined for a name with several values, or one that is only known at run time. */
  readonly values: Map<string, SyntaxNode | undefined>;
  readonly returned: (SyntaxNode | undefined)[];
}

export interface Call {
  readonly node: SyntaxNode;
  readonly callee: string;
  readonly items: readonly (readonly SyntaxNode[])[];
  readonly around: readonly Scope[];
  /** The function or class that it decorates. */
  readonly decorates?: string;
  /** The variable that its value is assigned to. */
  readonly assignedTo?: string | undefined;
}

/** A node with one of the names searched for, and the functions and classes around it. */
export interface Mention {
  readonly name: string;
  readonly node: SyntaxNode;
  readonly around: readonly Scope[];
}

export interface Fixture extends Mention {
  readonly isOfModule: boolean;
}

/** What to search for: calls by their callees, functions and everything else by their names. */
export interface Wanted {
  readonly callee: RegExp;
  readonly fixtures: { has(name: string): boolean };
  readonly mentions: { has(name: string): boolean };
}

const binding = new Set(["ParamList", "ForStatement", "WithStatement", "UpdateStatement", "NamedExpression", "ImportStatement"]);

export class CallReader {
  readonly calls: Call[] = [];
  readonly fixtures: Fixture[] = [];
  readonly mentions: Mention[] = [];
  readonly #text: string;
  readonly #wanted: Wanted;
  #around: readonly Scope[] = [{ names: [], kind: "module", values: new Map(), returned: [] }];

  constructor(text: string, wanted: Wanted) {
    this.#text = text;
    this.#wanted = wanted;
  }

  enter({ name, node }: SyntaxNodeRef): void {
    if (name === "ClassDefinition" || name === "FunctionDefinition") this.#define(node);
    else if (name === "Decorator") this.#decorate(node);
    else if (name === "CallExpression") this.#call(node);
    else if (name === "AssignStatement") this.#assign(node);
    else if (name === "ReturnStatement" || name === "YieldStatement") this.#around.at(-1)?.returned.push(childrenOf(node)[1]);
    else if (name === "VariableName" || name === "PropertyName") this.#name(node);
    else if (name === "String") this.#mention(stringValue(this.#text, node), node);
  }

  leave({ name }: SyntaxNodeRef): void {
    if (name === "ClassDefinition" || name === "FunctionDefinition") this.#around = this.#around.slice(0, -1);
  }

  #define(node: SyntaxNode): void {
    const name = nameOf(this.#text, node);
    const outer = this.#around.at(-1);
    const kind = node.name === "ClassDefinition" ? "class" : "function";
    // Names inside a function belong to that function.
    const names = outer?.kind === "function" ? outer.names : [...(outer?.names ?? []), name];
    this.#around = [...this.#around, { names, kind, values: new Map(), returned: [] }];
    if (kind === "function" && this.#wanted.fixtures.has(name))
      this.fixtures.push({ name, node, around: this.#around, isOfModule: outer?.kind === "module" });
  }

  #decorate(node: SyntaxNode): void {
    const list = node.getChild("ArgList");
    const callee = this.#text.slice(node.from + 1, list?.from ?? node.to).trim();
    const parent = node.parent;
    const definition = parent?.getChild("FunctionDefinition") ?? parent?.getChild("ClassDefinition");
    if (!definition || !this.#wanted.callee.test(callee)) return;
    const items = list ? itemsOf(list) : [];
    this.calls.push({ node, callee, items, around: this.#around, decorates: nameOf(this.#text, definition) });
  }

  #call(node: SyntaxNode): void {
    const [callee, list] = childrenOf(node);
    if (!callee || list?.name !== "ArgList" || callee.to - callee.from > 200) return;
    const name = this.#text.slice(callee.from, callee.to);
    if (!this.#wanted.callee.test(name)) return;
    const assigned = node.parent?.name === "AssignStatement" ? node.parent.firstChild : null;
    const assignedTo = assigned?.name === "VariableName" ? this.#text.slice(assigned.from, assigned.to) : undefined;
    this.calls.push({ node, callee: name, items: itemsOf(list), around: this.#around, assignedTo });
  }

  #assign(node: SyntaxNode): void {
    const [target, operator, value, ...more] = childrenOf(node).filter((child) => child.name !== "TypeDef");
    const values = this.#around.at(-1)?.values;
    if (target?.name !== "VariableName" || !values) return;
    const name = this.#text.slice(target.from, target.to);
    const isPlain = operator?.name === "AssignOp" && more.length === 0 && !values.has(name);
    values.set(name, isPlain ? value : undefined);
  }

  #name(node: SyntaxNode): void {
    const name = this.#text.slice(node.from, node.to);
    if (node.name === "VariableName" && isBound(node)) this.#around.at(-1)?.values.set(name, undefined);
    this.#mention(name, node);
  }

  #mention(name: string | undefined, node: SyntaxNode): void {
    if (name !== undefined && this.#wanted.mentions.has(name)) this.mentions.push({ name, node, around: this.#around });
  }
}

/** Whether a name gets a value here that is not written next to it. */
function isBound({ parent, prevSibling }: SyntaxNode): boolean {
  const before = prevSibling?.name ?? "";
  if (parent === null) return false;
  if (parent.name.endsWith("ComprehensionExpression")) return before === "for" || before === ",";
  if (parent.name === "AssignStatement") return before === ",";
  if (!binding.has(parent.name)) return false;
  if (parent.name === "WithStatement") return before === "as";
  return before !== "in" && before !== "AssignOp" && before !== "UpdateOp" && before !== "from";
}

function nameOf(text: string, definition: SyntaxNode): string {
  const name = definition.getChild("VariableName");
  return name ? text.slice(name.from, name.to) : "";
}

/** The scope in which expressions at that place are evaluated. */
export function expressions(file: string, text: string, around: readonly Scope[]): ExpressionScope {
  const valueOf = (name: string) => around.findLast(({ kind, values }) => kind !== "class" && values.has(name))?.values.get(name);
  return { text, file, valueOf };
}

export function keywordOf(text: string, { items }: Pick<Call, "items">, name: string): SyntaxNode | undefined {
  return items.find(
    ([first, operator]) => first && operator?.name === "AssignOp" && text.slice(first.from, first.to) === name,
  )?.[2];
}
