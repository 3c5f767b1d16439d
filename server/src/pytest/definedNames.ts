/**
 * Which names a Python module certainly lacks. pytest also collects what is imported, inherited, assigned or generated when the module is loaded, so
 * a name is only missing if nothing of the kind can have made it.
 */
import type { SyntaxNode } from "@lezer/common";
import type { PythonTree } from "./pythonTree";

/** The names of a module or class. */
export interface Names {
  /** Functions and classes; for a class, its own names. */
  readonly defined: ReadonlyMap<string, Names>;
  /** Names mentioned outside of functions: imported, assigned, deleted, passed to a function. */
  readonly mentioned: ReadonlySet<string>;
  /** Names may come from elsewhere: a star import, a base class in another module, a decorator or call that makes names. */
  readonly open: boolean;
  /** For a class: its base classes in the same module. */
  readonly bases: readonly string[];
  readonly isFunction: boolean;
  /** Defined names with a decorator that may add variations of them. */
  readonly multiplied: ReadonlySet<string>;
}

/** undefined if the text cannot be read with certainty, as while it is being typed. Never throws. */
export function namesIn({ text, top, isWhole }: PythonTree): Names | undefined {
  try {
    if (!isWhole || hasErrors(top)) return undefined;
    return namesOf(top, text, { bases: [], open: makesNames.test(text) });
  } catch {
    return undefined; // Nested too deeply.
  }
}

/** Whether these names, outermost first, certainly do not exist. */
export function lacks(module: Names, names: readonly string[]): boolean {
  if (!names.every((name) => /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u.test(name))) return false;
  let scope = module;
  for (const name of names) {
    const found = findName(module, scope, name, new Set());
    if (found === "missing") return true;
    if (found === "perhaps" || found.isFunction) return false;
    scope = found;
  }
  return false;
}

/** Whether these names, outermost first, lead to a function in the module. */
export function defines(module: Names, names: readonly string[]): boolean {
  let scope = module;
  for (const name of names) {
    const found = findName(module, scope, name, new Set());
    if (typeof found === "string") return false;
    scope = found;
  }
  return scope.isFunction;
}

function findName(module: Names, scope: Names, name: string, seen: Set<Names>): Names | "perhaps" | "missing" {
  if (seen.has(scope)) return "missing";
  seen.add(scope);
  const own = scope.defined.get(name);
  if (own) return own;
  if (scope.open || scope.mentioned.has(name) || isVariation(scope, name)) return "perhaps";
  for (const base of scope.bases) {
    const baseNames = module.defined.get(base);
    const inherited = baseNames === undefined || baseNames.isFunction ? "perhaps" : findName(module, baseNames, name, seen);
    if (inherited !== "missing") return inherited;
  }
  return "missing";
}

/** `test_f_0` for `@parameterized.expand(…) def test_f`. */
function isVariation({ multiplied }: Names, name: string): boolean {
  if (multiplied.size === 0) return false;
  for (let length = name.length; length > 0; length--) if (multiplied.has(name.slice(0, length))) return true;
  return false;
}

/** Calls that make names in a module. Methods of the same name, such as `monkeypatch.setattr`, do not. */
const makesNames = /(?<![.\w])(?:globals|vars|setattr|exec|eval|scenarios)\s*\(|\bimport\s*\*|\bdef\s+__getattr__\b/;

/** Base classes without tests. */
const plainBases = new Set(["object", "unittest.TestCase", "unittest.IsolatedAsyncioTestCase"]);

const harmless = /^@\s*(?:pytest|functools|staticmethod|classmethod|property|(?:unittest\.)?mock|patch|asyncio|anyio)\b/;

function namesOf(scope: SyntaxNode, text: string, { bases, open }: Pick<Names, "bases" | "open">): Names {
  const defined = new Map<string, Names>();
  const mentioned = new Set<string>();
  const multiplied = new Set<string>();
  const visit = (parent: SyntaxNode): void => {
    for (let node = parent.firstChild; node; node = node.nextSibling) {
      const definition =
        node.name === "DecoratedStatement" ? (node.getChild("FunctionDefinition") ?? node.getChild("ClassDefinition")) : node;
      if (definition?.name === "FunctionDefinition" || definition?.name === "ClassDefinition") define(definition, node);
      else if (node.name === "VariableName") mentioned.add(text.slice(node.from, node.to));
      else visit(node);
    }
  };
  const define = (definition: SyntaxNode, whole: SyntaxNode): void => {
    const name = definition.getChild("VariableName");
    if (!name) return;
    const decorators = whole.getChildren("Decorator");
    const isMultiplied = decorators.some(({ from, to }) => !harmless.test(text.slice(from, to)));
    const isFunction = definition.name === "FunctionDefinition";
    const names = isFunction ? functionNames : classNames(definition, text, isMultiplied);
    const own = text.slice(name.from, name.to);
    defined.set(own, names);
    if (isMultiplied) multiplied.add(own);
    else multiplied.delete(own);
    for (const decorator of decorators) visit(decorator);
  };
  visit(scope);
  return { defined, mentioned, multiplied, open, bases, isFunction: false };
}

const functionNames: Names = {
  defined: new Map(),
  mentioned: new Set(),
  multiplied: new Set(),
  open: true,
  bases: [],
  isFunction: true,
};

function classNames(node: SyntaxNode, text: string, isDecorated: boolean): Names {
  const given = node.getChild("ArgList");
  const bases = (given ? text.slice(given.from + 1, given.to - 1) : "")
    .split(",")
    .map((base) => base.trim())
    .filter((base) => base !== "" && !plainBases.has(base));
  const areNames = bases.every((base) => /^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(base));
  const body = node.getChild("Body") ?? node;
  return namesOf(body, text, { bases: areNames ? bases : [], open: isDecorated || !areNames });
}

function hasErrors(top: SyntaxNode): boolean {
  let found = false;
  top.toTree().iterate({
    enter: ({ type }) => {
      found ||= type.isError;
      return !found;
    },
  });
  return found;
}
