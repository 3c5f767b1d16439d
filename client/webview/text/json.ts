/** JSON indented for reading, its numbers spelled as they were sent: 1.0 stays 1.0, and a repeated key is shown twice. */

export interface Token {
  readonly kind: "key" | "string" | "number" | "word" | "plain";
  readonly text: string;
}

/** A container without containers in it stays on one line up to this length. */
const lineLength = 72;
const deepestIndent = 40;

/** The tokens of an object or array, with line breaks and indentation among them; undefined when the text is no such JSON. */
export function prettyJson(text: string): readonly Token[] | undefined {
  if (!/^\s*[[{]/.test(text) || !isJson(text)) return undefined;
  const parts = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  const flat = flatContainers(parts);
  const tokens: Token[] = [];
  const plain = (part: string) => tokens.push({ kind: "plain", text: part });
  const newLine = (depth: number) => plain(`\n${"  ".repeat(Math.min(depth, deepestIndent))}`);
  let depth = 0;
  let flatUntil = -1;
  parts.forEach((part, index) => {
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
    } else
      tokens.push(part === ":" ? { kind: "plain", text: ": " } : { kind: kindOf(part, parts[index + 1]), text: readable(part) });
  });
  return tokens;
}

/** Whether a text is JSON as a whole. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Start → end (indices of parts) of the containers that go on one line. */
function flatContainers(parts: readonly string[]): ReadonlyMap<number, number> {
  const flat = new Map<number, number>();
  let start = -1;
  let length = 0;
  parts.forEach((part, index) => {
    length += part.length + 1;
    if (part === "{" || part === "[") {
      start = index;
      length = 0;
    } else if (part === "}" || part === "]") {
      if (start >= 0 && length <= lineLength) flat.set(start, index);
      start = -1;
    }
  });
  return flat;
}

function kindOf(part: string, next: string | undefined): Token["kind"] {
  if (part.startsWith('"')) return next === ":" ? "key" : "string";
  return /^[-\d]/.test(part) ? "number" : "word";
}

/** Python escapes all that is not ASCII; letters and signs are shown as themselves, what cannot be seen stays escaped. */
function readable(part: string): string {
  if (!part.includes("\\u")) return part;
  return part.replace(/(?:\\u[\da-f]{4})+|\\./gi, (escapes) => (escapes.startsWith("\\u") ? decoded(escapes) : escapes));
}

function decoded(escapes: string): string {
  const text = String.fromCharCode(...[...escapes.matchAll(/[\da-f]{4}/gi)].map(([code]) => parseInt(code, 16)));
  return Array.from(text, (character) => (isSeen(character) ? character : escaped(character))).join("");
}

const isSeen = (character: string): boolean => /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character) && !/["\\]/.test(character);

const escaped = (character: string): string =>
  character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
