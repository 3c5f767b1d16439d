/** What is wrong with a text that is no YAML: what libyaml refuses, and what people put into files by accident. */
import type { OffsetRange, SyntaxProblem } from "../../recording/jsonPath";
import { emptyFile, isUtf16, lfsPointer, notText, notUtf8, resolveConflict, utf16 } from "../json/brokenText";
import { expandedSize } from "./expanded";
import type { YamlError } from "./node";
import { parseYaml, type ParsedYaml } from "./parse";

export interface ReadYaml extends Pick<ParsedYaml, "root" | "hasAliases"> {
  readonly problem: SyntaxProblem | undefined;
}

let last: { readonly text: string; readonly read: ReadYaml } | undefined;

/** Nodes for a character of the text: one that has more of them is meant to bring its reader down. */
const mostExpanded = 10;

const expandsTooFar: SyntaxProblem = {
  kind: "syntax",
  range: { start: 0, end: 1 },
  message: "Its aliases expand to more than ten times the file's size, so it is not read.",
};

/** Reads as much as stands. Never throws. What was read last is remembered: its rules ask for the same. */
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
