/** A response body as text for people: indented JSON in which vectors and base64 are shortened. */

import { compactJson } from "../../recording/json";

/** The most UTF-16 units to send; the page shows them piece by piece. */
const bodyLimit = 5_000_000;
const stringLimit = 4_000;
const numbersShown = 8;
const depthLimit = 60;

/** The chunks of a body as text, at most about five million characters, with a note if something was left out. */
export function readableBody(chunks: readonly unknown[]): string {
  const whole = chunks.length === 1 ? chunks[0] : chunks;
  const lines = chunks.every((chunk) => typeof chunk === "string") ? chunks : undefined;
  return cut(lines ? lines.map((line) => line.replace(/\n$/, "")).join("\n") : indented(whole, "", 0), bodyLimit);
}

function indented(value: unknown, margin: string, depth: number): string {
  if (typeof value === "string") return JSON.stringify(cut(value, stringLimit));
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  if (depth >= depthLimit) return cut(compactJson(value, Infinity), stringLimit);
  if (isVector(value)) return vector(value);
  const inner = `${margin}  `;
  const item = (child: unknown) => indented(child, inner, depth + 1);
  return Array.isArray(value)
    ? wrap("[", value.map(item), "]", margin)
    : wrap(
        "{",
        Object.entries(value).map(([key, child]) => `${JSON.stringify(key)}: ${item(child)}`),
        "}",
        margin,
      );
}

function wrap(open: string, items: readonly string[], close: string, margin: string): string {
  if (items.length === 0) return open + close;
  return `${open}\n${items.map((item) => `${margin}  ${item}`).join(",\n")}\n${margin}${close}`;
}

function isVector(value: object): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "number");
}

function vector(numbers: readonly number[]): string {
  const shown = numbers.slice(0, numbersShown).join(", ");
  const more = numbers.length - numbersShown;
  return more > 0 ? `[${shown}, … ${more} more]` : `[${shown}]`;
}

/** The start of a text, with the length of the rest. */
export function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length - limit} more characters)`;
}
