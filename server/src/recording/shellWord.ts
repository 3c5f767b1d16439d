/** Words of a shell's command line that a person may paste: they say what they are meant to, and nothing else happens. */

/** What a terminal obeys, what nobody sees, and what turns the direction of the rest: pasted as it is, it might end the paste and begin a command. */
const unseen = /[\p{C}\p{Zl}\p{Zp}]/u;

/**
 * A text as one word on one line. Nothing is expanded between single quotes. What cannot be pasted is spelled out in bash's and zsh's own
 * quotes, `$'\033'`; in a shell that does not know them it is another word, but still one.
 */
export function shellWord(text: string): string {
  if (/^(?!=)[\w@%+=:,./-]+$/.test(text)) return text;
  // Old shells look for history behind an exclamation mark where a quote within the word has confused them.
  if (unseen.test(text) || (text.includes("!") && text.includes("'"))) return spelledOut(text);
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Why no command line can carry a text; undefined where one can. */
export function whyNoWord(text: string): string | undefined {
  if (text.includes("\0")) return "a NUL character, which no command line can carry";
  return /\p{Cs}/u.test(text) ? "half of a surrogate pair, which no command line can carry" : undefined;
}

/** By bytes in octal, three digits each, so that a digit behind them is not part of them. A quote too: other shells would end the word there. */
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

/** A JSON value for single quotes, on lines of their own: JSON has escapes for whatever neither shell nor terminal may see. */
export function shellJson(value: unknown): string {
  const json = JSON.stringify(value, null, 2);
  return `'${json.replace(/(?!\n)[\p{C}\p{Zl}\p{Zp}'!]/gu, (mark) => mark.split("").map(escaped).join(""))}'`;
}

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
