/** JSON indented for reading, with numbers spelled as sent: 1.0 stays 1.0, and a duplicate key is shown twice. */
import { jsonLayout, type Token } from "../../../server/src/protocol";

/** The most characters of a container without nested containers on one line. */
const lineLength = 72;

/** The tokens of an object or array, with line breaks and indentation between them; undefined if the text is neither. */
export function prettyJson(text: string): readonly Token[] | undefined {
  return jsonLayout(text, lineLength)?.map((token) =>
    token.kind === "plain" ? token : { ...token, text: readable(token.text) },
  );
}

/** The indented JSON as one text; the text itself if it is not such JSON. */
export function prettyText(text: string): string {
  return (jsonLayout(text, lineLength) ?? [{ text }]).map((token) => token.text).join("");
}

/** Undoes Python's escapes of non-ASCII characters; invisible ones stay escaped. */
function readable(part: string): string {
  if (!part.includes("\\u")) return part;
  return part.replace(/(?:\\u[\da-f]{4})+|\\./gi, (escapes) => (escapes.startsWith("\\u") ? decoded(escapes) : escapes));
}

function decoded(escapes: string): string {
  const text = JSON.parse(`"${escapes}"`) as string;
  return Array.from(text, (character) => (isSeen(character) ? character : escaped(character))).join("");
}

const isSeen = (character: string): boolean => /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character) && !/["\\]/.test(character);

const escaped = (character: string): string =>
  character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
