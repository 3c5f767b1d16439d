/** Finds node ids in any text: prose, logs, YAML, JSON, Markdown, pytest's own output. */
import type { OffsetRange } from "../recording/document";

/** A node id in a text; offsets are UTF-16 code units. */
export interface FoundNodeId extends OffsetRange {
  /** The text between the offsets, unchanged: escapes of a surrounding string are not undone. */
  readonly text: string;
}

/**
 * Every node id in a text, in order. A parameter id may contain anything: it ends at the quote that opened before the path, or else at the
 * bracket that balances the first, or else at the next closing bracket of the line. Paths with spaces are not recognized, because nothing tells
 * where they start. Takes linear time, whatever the text.
 */
export function findNodeIds(text: string): readonly FoundNodeId[] {
  const found: FoundNodeId[] = [];
  const paramEnd = paramEnds(text);
  let from = 0;
  for (let colons = text.indexOf(".py::"); colons >= 0; colons = text.indexOf(".py::", from)) {
    const start = pathStart(text, colons, from);
    const namesEnd = afterNames(text, colons + 3);
    from = colons + 5;
    if (start === undefined || namesEnd === undefined) continue;
    const end = (text[namesEnd] === "[" ? paramEnd(start, namesEnd) : undefined) ?? namesEnd;
    found.push({ text: text.slice(start, end), start, end });
    from = end;
  }
  return found;
}

/** Characters that never belong to a path in running text: white space, quotes, brackets, and punctuation other than `-_./+@%~`. */
const outsidePath = /[\s\p{Cc}\p{Ps}\p{Pe}\p{Pi}\p{Pf}"'`<>|,;:=*?!\\$&#^…、。]/u;

function pathStart(text: string, pathEnd: number, from: number): number | undefined {
  let start = pathEnd;
  while (start > from && !outsidePath.test(text.charAt(start - 1))) start--;
  // In a JSON string a line break before the path is spelled `\n`; the letter is not part of the path.
  if (text[start - 1] === "\\" && /^[nrt](?!est)/.test(text.slice(start, start + 4))) start++;
  // In `file:///x/test_y.py` only the path counts.
  while (text.startsWith("//", start)) start++;
  return start < pathEnd && text[pathEnd - 1] !== "/" ? start : undefined;
}

/** The offset after `::name::name`; undefined if not even one name follows. */
function afterNames(text: string, start: number): number | undefined {
  const name = /::[\p{ID_Start}_]\p{ID_Continue}*/uy;
  let end: number | undefined;
  for (name.lastIndex = start; name.test(text);) end = name.lastIndex;
  return end;
}

/** Finds the end of the parameter part that starts at a bracket; undefined if its line has no closing one. */
function paramEnds(text: string): (idStart: number, bracket: number) => number | undefined {
  const nextClosing = nextIndex(text, /\]/g);
  const nextLine = nextIndex(text, /[\r\n]/g);
  const closing = { '"': closingQuote(text, '"'), "'": closingQuote(text, "'"), "`": closingQuote(text, "`") };
  let balanced: Int32Array | undefined;
  return (idStart, bracket) => {
    const lineEnd = nextLine(bracket);
    const opener = text.charAt(idStart - 1);
    if (opener === '"' || opener === "'" || opener === "`") {
      const quote = closing[opener](bracket, text[idStart - 2] === "\\");
      if (quote < lineEnd && text[quote - 1] === "]") return quote;
    }
    balanced ??= balancedEnds(text);
    const end = balanced[bracket] || nextClosing(bracket) + 1;
    return end <= lineEnd ? end : undefined;
  };
}

/** The next closing quote after an offset: an escaped one if the opening one was escaped, otherwise an unescaped one. */
function closingQuote(text: string, quote: string): (from: number, escaped: boolean) => number {
  const plain = nextIndex(text, new RegExp(`(?<!\\\\)${quote}`, "g"));
  const escapedQuote = nextIndex(text, new RegExp(`\\\\${quote}`, "g"));
  return (from, escaped) => (escaped ? escapedQuote(from) : plain(from));
}

/**
 * The next offset where a pattern matches; the text's length if there is none. With increasing offsets it searches the text once, because it
 * remembers its last result.
 */
function nextIndex(text: string, pattern: RegExp): (from: number) => number {
  let asked = 0;
  let answer = -1;
  return (from) => {
    if (answer >= from && asked <= from) return answer;
    pattern.lastIndex = from;
    asked = from;
    answer = pattern.exec(text)?.index ?? text.length;
    return answer;
  };
}

/** For each opening bracket the offset after the one that balances it on the same line; 0 elsewhere. */
function balancedEnds(text: string): Int32Array {
  const ends = new Int32Array(text.length);
  let open: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x5b) open.push(at);
    else if (char === 0x5d) ends[open.pop() ?? at] = at + 1;
    else if (char === 0x0a || char === 0x0d) open = [];
  }
  return ends;
}
