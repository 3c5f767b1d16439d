/** Spells and rounds numbers as Python does: floats keep their point, and ties go to the even digit. */

/** `repr(value)` as `json.dumps` writes it: `1.0`, `1e-05`, `1e+16`, `-0.0`, `NaN`, `Infinity`. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value < 0 ? "-Infinity" : "Infinity";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e16) {
    const text = String(value);
    return text.includes(".") ? text : `${text}.0`;
  }
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  return `${digits}e${exponent.charAt(0)}${exponent.slice(1).padStart(2, "0")}`;
}

/** `round(value, 5)`. */
export function round5(value: number): number {
  return Number.isFinite(value) ? Number(fixed5(value)) : value;
}

/** `f"{value:.5f}"`: the exact binary value, rounded to five places. */
export function fixed5(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
  if (value < 0 || Object.is(value, -0)) return `-${fixed5(-value)}`;
  if (value >= 1e21) return `${BigInt(value)}.00000`;
  return isTie(value) ? tieToEven(value) : value.toFixed(5);
}

/** Of all binary fractions, only odd multiples of 1/64 lie exactly between two decimals with five places. */
const isTie = (value: number): boolean => Math.abs((value * 64) % 2) === 1;

/** `toFixed` rounds a tie up; if its last digit is odd, the even one is just below. */
function tieToEven(value: number): string {
  const larger = value.toFixed(5);
  const last = Number(larger.at(-1));
  return last % 2 === 0 ? larger : `${larger.slice(0, -1)}${last - 1}`;
}

/** `float(text)` for decimal digits of any script, with an optional minus and point. */
export function floatOf(text: string): number {
  return Number(text.replace(/[^\0-\x7f]/gu, (digit) => String(digitValue(digit))));
}

const decimalDigit = /^\p{Nd}$/u;

/** Unicode groups the ten digits of each script, so the value is the distance from the start of the group. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let first = code;
  while (first > 0 && decimalDigit.test(String.fromCodePoint(first - 1))) first--;
  return (code - first) % 10;
}
