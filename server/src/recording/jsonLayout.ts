/** Indents JSON for reading, from its text: spelling is kept, and a duplicate key appears twice. Takes linear time. */

export interface Token {
  /** `plain`: brackets, commas, colons, and white space. */
  readonly kind: "key" | "string" | "number" | "word" | "plain";
  readonly text: string;
}

/** Deeper levels are not indented further: indenting thousands of them by their depth would take quadratic space. */
const deepestIndent = 40;

/**
 * The tokens of an object or array; undefined if the text is neither. A container without nested containers stays on one line of up to
 * `lineLength` characters.
 */
export function jsonLayout(text: string, lineLength: number): readonly Token[] | undefined {
  if (!/^\s*[[{]/.test(text) || !isJson(text)) return undefined;
  const parts = partsOf(text);
  const flat = flatContainers(parts, lineLength);
  const tokens: Token[] = [];
  const plain = (part: string) => tokens.push({ kind: "plain", text: part });
  const newLine = (depth: number) => plain(`\n${"  ".repeat(Math.min(depth, deepestIndent))}`);
  let depth = 0;
  let flatUntil = -1;
  for (const [index, part] of parts.entries()) {
    const onOneLine = index <= flatUntil;
    if (part === "{" || part === "[") {
      plain(part);
      depth++;
      const end = flat.get(index);
      if (end !== undefined) flatUntil = end;
      if (end === undefined) newLine(depth);
      else if (part === "{" && end > index + 1) plain(" ");
    } else if (part === "}" || part === "]") {
      depth--;
      if (!onOneLine) newLine(depth);
      else if (part === "}" && parts[index - 1] !== "{") plain(" ");
      plain(part);
    } else if (part === ",") {
      plain(onOneLine ? ", " : ",");
      if (!onOneLine) newLine(depth);
    } else tokens.push(part === ":" ? { kind: "plain", text: ": " } : { kind: kindOf(part, parts[index + 1]), text: part });
  }
  return tokens;
}

/** Whether the whole text is JSON. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const mark = /[{}[\],:]|[^\s{}[\],:"]+|"/g;

/** Splits JSON into brackets, commas, colons, strings and other words. Strings are not part of the pattern, because long ones overflow its stack. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  mark.lastIndex = 0;
  for (let match = mark.exec(text); match !== null; match = mark.exec(text)) {
    if (match[0] === '"') mark.lastIndex = stringEnd(text, match.index);
    parts.push(text.slice(match.index, mark.lastIndex));
  }
  return parts;
}

/** The offset after the closing quote of the string that starts at `start`. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '"') return at + 1;
    if (text[at] === "\\") at++;
  }
  return text.length;
}

/** Start → end (indices of parts) of the containers that fit on one line. */
function flatContainers(parts: readonly string[], lineLength: number): ReadonlyMap<number, number> {
  const flat = new Map<number, number>();
  let start = -1;
  let length = 0;
  for (const [index, part] of parts.entries()) {
    length += part.length + 1;
    if (part === "{" || part === "[") {
      start = index;
      length = 0;
    } else if (part === "}" || part === "]") {
      if (start >= 0 && (length <= lineLength || start === index - 1)) flat.set(start, index);
      start = -1;
    }
  }
  return flat;
}

function kindOf(part: string, next: string | undefined): Token["kind"] {
  if (part.startsWith('"')) return next === ":" ? "key" : "string";
  return /^[-\d]/.test(part) ? "number" : "word";
}
