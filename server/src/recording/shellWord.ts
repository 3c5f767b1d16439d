/** Shell words that can be pasted safely: they mean what they say, and nothing else happens. */

/** Control, invisible and bidirectional characters: pasted unescaped, they might end the paste and start a command. */
const unseen = /[\p{C}\p{Zl}\p{Zp}]/u;

/**
 * A text as one word on one line. Nothing is expanded between single quotes. What cannot be pasted is escaped in bash's and zsh's
 * `$'\033'` quotes; in other shells that is a different word, but still one.
 */
export function shellWord(text: string): string {
  if (/^(?!=)[\w@%+=:,./-]+$/.test(text)) return text;
  // Old shells expand history after an exclamation mark if a quote within the word confused them.
  if (unseen.test(text) || (text.includes("!") && text.includes("'"))) return spelledOut(text);
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Why no command line can contain a text; undefined if one can. */
export function whyNoWord(text: string): string | undefined {
  if (text.includes("\0")) return "a NUL character, which no command line can carry";
  return /\p{Cs}/u.test(text) ? "half of a surrogate pair, which no command line can carry" : undefined;
}

/**
 * Writes bytes in octal, three digits each, so that a following digit is not part of them. Quotes too, because other shells would end the word there.
 */
function spelledOut(text: string): string {
  const spelled = Array.from(text, (mark) => {
    if (mark === "\\") return "\\\\";
    return mark === "!" || mark === "'" || unseen.test(mark) ? octal(mark) : mark;
  });
  return `$'${spelled.join("")}'`;
}

function octal(mark: string): string {
  return Array.from(new TextEncoder().encode(mark), (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}

/** A JSON value for single quotes, on several lines: JSON can escape whatever shell or terminal must not see. */
export function shellJson(value: unknown): string {
  const json = JSON.stringify(value, null, 2);
  return `'${json.replace(/(?!\n)[\p{C}\p{Zl}\p{Zp}'!]/gu, (mark) => mark.split("").map(escaped).join(""))}'`;
}

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
