/** Recorded text in Markdown: it shows as what it is, and can neither leave its place nor become a link. */
import type { ClientFeatures } from "./services";

/** Both ends of a text that does not fit, as of ids that begin alike. */
export function shortenMiddle(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const half = Math.floor((maxLength - 1) / 2);
  const [head, tail] = [text.slice(0, half), text.slice(-half)];
  return `${head.replace(/[\uD800-\uDBFF]$/, "")}…${tail.replace(/^[\uDC00-\uDFFF]/, "")}`;
}

/** Control characters, line ends, and marks that turn the direction of what follows. */
const invisible = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu;

/** Any text as inline Markdown on one line, for a table's cell as well. Links are not made of bare addresses either. */
export function inline(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(invisible, " ")
    .replace(/[\\`*_[\]<>|~&#@$]/g, (mark) => (mark === "<" ? "&lt;" : mark === "&" ? "&amp;" : `\\${mark}`))
    .replace(/:(?=\/\/)/g, "\\:")
    .replace(/www(?=\.)/gi, (www) => `${www}\\`);
}

/** Any text as a block of its own, fenced by more backticks than it holds. */
export function block(text: string, language = "text"): string {
  const runs = Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length);
  const longest = runs.reduce((most, length) => Math.max(most, length), 2);
  const fence = "`".repeat(longest + 1);
  const clean = text.replace(invisible, (mark) => (mark === "\n" || mark === "\t" ? mark : "\uFFFD"));
  return `${fence}${language}\n${clean}\n${fence}`;
}

/** A short text that keeps to one line in a narrow cell: its blanks and hyphens do not break. */
export function unbroken(text: string): string {
  return text.replaceAll(" ", "\u00A0").replaceAll("-", "\u2011");
}

/** `label` is Markdown: recorded text only as `inline` gives it. */
export function link(label: string, target: string): string {
  return `[${label}](${target})`;
}

/** A link that runs a command of the client with these arguments. */
export function commandLink(label: string, command: string, ...args: readonly unknown[]): string {
  const encoded = encodeURIComponent(JSON.stringify(args)).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  return link(label, `command:${command}?${encoded}`);
}

/** Our own words in bold; plain where the client shows nothing else. */
export function strong({ markdown }: Pick<ClientFeatures, "markdown">, text: string): string {
  return markdown ? `**${text}**` : text;
}
