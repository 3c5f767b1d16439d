/** The type of a plain scalar in YAML 1.1, according to PyYAML's `resolver.py`. All other scalars are strings. */

export type Meaning = "str" | "null" | "bool" | "int" | "float" | "timestamp" | "merge" | "value";

const bool = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const int = /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const timestamp =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;

/** The first characters that PyYAML's resolvers are registered for; any other text is a string. */
const special: ReadonlySet<number> = new Set(Array.from("-+0123456789.yYnNtTfFoO~=<", (each) => each.charCodeAt(0)));
/** No number or date is longer, so longer texts need no matching. */
const longest = 100;

/** Whether a plain scalar that starts with this code unit may be something other than a string. */
export const mayMean = (unit: number): boolean => special.has(unit);

export function meaningOf(text: string): Meaning {
  if (text.length > longest || (text !== "" && !special.has(text.charCodeAt(0)))) return "str";
  if (text === "" || text === "~" || /^(?:null|Null|NULL)$/.test(text)) return "null";
  if (bool.test(text)) return "bool";
  if (int.test(text)) return "int";
  if (float.test(text)) return "float";
  if (timestamp.test(text)) return "timestamp";
  return text === "<<" ? "merge" : text === "=" ? "value" : "str";
}

/** The value of a plain scalar; dates, and integers too large for JavaScript, stay strings. */
export function valueOf(text: string, meaning: Meaning): unknown {
  switch (meaning) {
    case "null":
      return null;
    case "bool":
      return /^(?:y|t|on)/i.test(text);
    case "int":
      return safe(wholeOf(text.replaceAll("_", "")), text);
    case "float":
      return realOf(text.replaceAll("_", "").toLowerCase());
    default:
      return text;
  }
}

const safe = (value: number, text: string): number | string => (Number.isSafeInteger(value) ? value : text);

function wholeOf(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  const digits = text.replace(/^[-+]/, "");
  if (digits.includes(":")) return sign * sexagesimal(digits);
  if (/^0[0-7]+$/.test(digits)) return sign * Number.parseInt(digits, 8);
  return sign * Number(digits);
}

function realOf(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  const digits = text.replace(/^[-+]/, "");
  if (digits === ".inf") return sign * Infinity;
  if (digits === ".nan") return NaN;
  return sign * (digits.includes(":") ? sexagesimal(digits) : Number(digits));
}

const sexagesimal = (digits: string): number => digits.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
