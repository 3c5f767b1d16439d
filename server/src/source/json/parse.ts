/**
 * Parses JSON to a value. Ranges are computed on demand, because `JSON.parse` reads a megabyte in milliseconds, and a tree with offsets
 * takes ten times as long.
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

/** The result of parsing a text, as far as it can be read. */
export interface ParsedDocument {
  /** undefined if nothing could be read. */
  readonly value: unknown;
  /** The text with conflict markers or a byte order mark replaced by blanks, so that offsets stay. */
  readonly standing: string;
  readonly problem: SyntaxProblem | undefined;
}

/**
 * Parses JSON, or the intact part of broken JSON. Accepts a byte order mark, and `NaN` and `Infinity` as Python does. Nesting that is too deep for us
 * is only a problem if Python rejects it too. Never throws.
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

/** Replaces `NaN` and `Infinity` outside of strings by JSON numbers of the same length. */
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

/**
 * The offset after the closing quote of a string, or the end of its line. Not a pattern: on a long string some overflow the stack, and many are slow.
 */
function stringEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quote || unit === lineFeed) return at + 1;
    if (unit === backslash) at++;
  }
  return text.length;
}

const [quote, backslash, lineFeed] = [34, 92, 10];
