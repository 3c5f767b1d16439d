/** Formats numbers and text for people. */
import { counted } from "../../server/src/protocol";

const numbers = new Intl.NumberFormat("en-US");

export const count = (value: number): string => numbers.format(value);

export { counted };

export function bytes(size: number): string {
  if (size < 1024) return counted(size, "byte");
  if (size < 1024 * 1024) return `${(size / 1024).toFixed(size < 10_240 ? 1 : 0)} KB`;
  return `${(size / 1024 / 1024).toFixed(1)} MB`;
}

/** A part of a text; `mark` stands for an invisible character. */
export interface Stretch {
  readonly text: string;
  readonly mark: boolean;
}

/** Line breaks, tabs, control and direction characters anywhere; spaces only at the ends, where they would be lost. */
const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]|^ +|(?<! ) +$/g;

/** Splits text into visible parts and marks for invisible characters: ↵ → · and escapes such as \u202e. */
export function withMarks(text: string): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let last = 0;
  for (const match of text.matchAll(unseen)) {
    if (match.index > last) stretches.push({ text: text.slice(last, match.index), mark: false });
    stretches.push({ text: markFor(match[0]), mark: true });
    last = match.index + match[0].length;
  }
  if (last < text.length) stretches.push({ text: text.slice(last), mark: false });
  return stretches;
}

function markFor(unseenText: string): string {
  if (unseenText.startsWith(" ")) return "·".repeat(unseenText.length);
  if (unseenText === "\n") return "↵";
  if (unseenText === "\t") return "→";
  return `\\u${unseenText.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Text on one line, with marks for invisible characters, cut at `length`. */
export function oneLineOf(text: string, length: number): string {
  const start = text.slice(0, length);
  const shown = withMarks(start)
    .map((stretch) => stretch.text)
    .join("");
  return start.length < text.length ? `${shown}…` : shown;
}
