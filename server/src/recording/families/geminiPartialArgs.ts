/** Function calls that Gemini streams argument by argument on request (`partialArgs`, each with a JSON path); otherwise calls come whole. */
import { isObject, listOf, numberOf, stringOf, type JsonObject } from "../json";
import type { CallPart } from "./assembly";
import { argumentsText } from "./arguments";

type Container = Record<string, unknown> | unknown[];

/** Reads the calls of one candidate, in order. */
export class FunctionCalls {
  #open: Container | undefined;

  /** Reads a `functionCall`: a whole call, the start of one, or its end with the arguments that were streamed. */
  read(call: JsonObject): CallPart {
    const goesOn = (call.will_continue ?? call.willContinue) === true;
    const pieces = listOf(call.partial_args ?? call.partialArgs).filter(isObject);
    const [id, name] = [stringOf(call.id), stringOf(call.name)];
    const begins = name !== undefined || this.#open === undefined;
    if (begins && !goesOn && pieces.length === 0) {
      this.#open = undefined;
      return { begins, id, name, arguments: argumentsText(call.args) };
    }
    const open = begins || this.#open === undefined ? emptyObject() : this.#open;
    for (const piece of pieces) put(open, piece);
    this.#open = goesOn ? open : undefined;
    const said = goesOn ? {} : { arguments: JSON.stringify(open) };
    return begins ? { begins, id, name, ...said } : said;
  }
}

/** Without a prototype, so that `__proto__` is an ordinary key. */
function emptyObject(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

function put(root: Container, piece: JsonObject): void {
  const steps = stepsOf(stringOf(piece.json_path ?? piece.jsonPath) ?? "");
  const last = steps.at(-1);
  let place = root;
  for (const [at, step] of steps.slice(0, -1).entries()) {
    const within = at < 100 ? inside(place, step, typeof steps[at + 1] === "number") : undefined;
    if (within === undefined) return;
    place = within;
  }
  if (last !== undefined) set(place, last, valueOf(piece));
}

/** Splits `$.days[0]['first day']` into steps. */
function stepsOf(path: string): (string | number)[] {
  return [...path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]/g)].map(([, name, index, quoted]) =>
    index === undefined ? (name ?? quoted ?? "") : Number(index),
  );
}

function inside(place: Container, step: string | number, list: boolean): Container | undefined {
  const found = get(place, step);
  if (typeof found === "object" && found !== null) return found as Container;
  const made = list ? [] : emptyObject();
  return set(place, step, made) ? made : undefined;
}

function get(place: Container, step: string | number): unknown {
  return Array.isArray(place) ? place[Number(step)] : place[step];
}

/** Texts grow, other values are set once. Lists have no gaps, so an index beyond the end is ignored. */
function set(place: Container, step: string | number, value: unknown): boolean {
  const before = get(place, step);
  const grown = typeof before === "string" && typeof value === "string" ? before + value : value;
  if (!Array.isArray(place)) place[step] = grown;
  else if (typeof step === "number" && step <= place.length) place[step] = grown;
  else return false;
  return true;
}

function valueOf(piece: JsonObject): unknown {
  return (
    stringOf(piece.string_value ?? piece.stringValue) ??
    numberOf(piece.number_value ?? piece.numberValue) ??
    piece.bool_value ??
    piece.boolValue ??
    null
  );
}
