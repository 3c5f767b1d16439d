/**
 * Text to value, and value to range only when somebody asks: `JSON.parse` reads a megabyte in milliseconds, a tree with
 * offsets takes ten times as long, so the tree is made on the first question about a place.
 */
import { cutJson } from "../../recording/depth";
import {
  emptyFile,
  isUtf16,
  lfsPointer,
  notText,
  notUtf8,
  readStandingPart,
  resolveConflict,
  tooDeep,
  utf16,
} from "./brokenText";
import type { SyntaxProblem } from "../../recording/jsonPath";

/** A text as far as it could be read. */
export interface ParsedDocument {
  /** undefined when nothing at all could be read. */
  readonly value: unknown;
  /** The text with what is in the way (conflict markers, a byte order mark) blanked out: same length, same offsets. */
  readonly standing: string;
  readonly problem: SyntaxProblem | undefined;
}

/**
 * Reads JSON; of broken JSON, the part that stands. A byte order mark is no problem, nor are `NaN` and `Infinity`, which
 * Python writes and reads; nor is what nests deeper than is read here, unless Python refuses it. Never throws.
 */
export function parseDocument(text: string): ParsedDocument {
  try {
    const { value, cut } = cutJson(text);
    return { value, standing: text, problem: (cut && tooDeep(cut)) ?? notUtf8(text) };
  } catch {
    return parseTolerantly(text);
  }
}

function parseTolerantly(text: string): ParsedDocument {
  if (text.trim() === "") return { value: undefined, standing: text, problem: emptyFile };
  if (text.startsWith("version https://git-lfs.github.com/spec/"))
    return { value: undefined, standing: text, problem: lfsPointer(text) };
  if (isUtf16(text)) return { value: undefined, standing: text, problem: utf16 };
  const conflict = resolveConflict(text);
  const standing = pythonNumbers(conflict.text.replace(/^\uFEFF/, " "));
  try {
    const { value, cut } = cutJson(standing);
    return { value, standing, problem: conflict.problem ?? (cut && tooDeep(cut)) ?? notUtf8(text) };
  } catch {
    const rest = readStandingPart(standing, text);
    return { value: rest.value, standing, problem: conflict.problem ?? notText(text) ?? rest.problem };
  }
}

/** `NaN` and `Infinity` outside strings, as JSON numbers of the same length. */
function pythonNumbers(text: string): string {
  if (!/NaN|Infinity/.test(text)) return text;
  const stand: Readonly<Record<string, string>> = { NaN: "0.0", Infinity: "1e999999", "-Infinity": "-1e999999" };
  const pieces: string[] = [];
  const token = /"|-?\bInfinity\b|\bNaN\b/g;
  let from = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    if (match[0] === '"') token.lastIndex = stringEnd(text, match.index + 1);
    pieces.push(text.slice(from, match.index), stand[match[0]] ?? text.slice(match.index, token.lastIndex));
    from = token.lastIndex;
  }
  return [...pieces, text.slice(from)].join("");
}

/** After the quote that ends a string, or where its line ends. No pattern: on a long string one overflows the stack, and many are slow. */
function stringEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quote || unit === lineFeed) return at + 1;
    if (unit === backslash) at++;
  }
  return text.length;
}

const [quote, backslash, lineFeed] = [34, 92, 10];
