/** What is wrong with a text that is not YAML: what libyaml rejects, and what is in files by accident, such as conflict markers. */
import type { OffsetRange, SyntaxProblem } from "../../recording/jsonPath";
import { emptyFile, isUtf16, lfsPointer, notText, notUtf8, resolveConflict, utf16 } from "../json/brokenText";
import { expandedSize } from "./expanded";
import type { YamlError } from "./node";
import { parseYaml, type ParsedYaml } from "./parse";

export interface ReadYaml extends Pick<ParsedYaml, "root" | "hasAliases"> {
  readonly problem: SyntaxProblem | undefined;
}

let last: { readonly text: string; readonly read: ReadYaml } | undefined;

/** The most nodes for each character of the text: more are meant to exhaust the reader's memory. */
const mostExpanded = 10;

const expandsTooFar: SyntaxProblem = {
  kind: "aliases",
  range: { start: 0, end: 1 },
  message: "Its aliases expand to more than ten times the file's size, so it is not read.",
};

/** Parses YAML as far as it is intact. Never throws. Keeps the last result, because rules ask for it again. */
export function readYaml(text: string): ReadYaml {
  if (last?.text !== text) last = { text, read: read(text) };
  return last.read;
}

function read(text: string): ReadYaml {
  if (text.trim() === "" || text.trim() === "\uFEFF") return { root: undefined, hasAliases: false, problem: emptyFile };
  if (/^version https:\/\/git-lfs/.test(text)) return { root: undefined, hasAliases: false, problem: lfsPointer(text) };
  if (isUtf16(text)) return { root: undefined, hasAliases: false, problem: utf16 };
  const { text: readable, problem } = resolveConflict(text, "YAML");
  const encoding = notUtf8(text);
  const { root, error, hasAliases } = parseYaml(encoding ? readable.replaceAll(/\p{Surrogate}/gu, "\uFFFD") : readable);
  if (root !== undefined && hasAliases && expandedSize(root) > mostExpanded * text.length)
    return { root: undefined, hasAliases, problem: expandsTooFar };
  return { root, hasAliases, problem: problem ?? (error && (notText(text) ?? problemOf(text, error))) ?? encoding };
}

function problemOf(text: string, { message, offset }: YamlError): SyntaxProblem {
  const what = message.charAt(0).toUpperCase() + message.slice(1);
  const end = text.trimEnd().length;
  const isCut = offset >= end && end > 0;
  const range: OffsetRange = isCut
    ? { start: end - 1, end }
    : { start: offset, end: Math.max(offset + 1, lineEnd(text, offset)) };
  return { kind: isCut ? "truncated" : "syntax", range, message: `${what}, so the file cannot be replayed.` };
}

function lineEnd(text: string, from: number): number {
  const at = text.slice(from, from + 200).search(/[\r\n]/);
  return at < 0 ? Math.min(text.length, from + 200) : from + at;
}
