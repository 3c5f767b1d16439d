/**
 * The only module that makes Markdown: recorded text is escaped, so that it can neither leave its place nor become a link, an image or an icon.
 * The type enforces it: features can only combine their own words with the results of these functions.
 */
import { oneLine } from "../recording/json";
import type { ClientFeatures } from "./services";

declare const made: unique symbol;

/** Markdown that is safe to show; plain text for a client that shows no Markdown. */
export type Markdown = string & { readonly [made]: true };

type Shows = Pick<ClientFeatures, "markdown">;

/** The only cast to Markdown. */
const markdown = (text: string) => text as Markdown;

/** A template of our own words with embedded Markdown: prose`**${count}** of ${inline(name)}`. */
export function prose(words: TemplateStringsArray, ...parts: readonly (Markdown | number)[]): Markdown {
  return markdown(words.map((word, at) => `${word}${parts[at] ?? ""}`).join(""));
}

export function joined(parts: readonly Markdown[], separator: string): Markdown {
  return markdown(parts.filter((part) => part !== "").join(separator));
}

/** Both ends of a text that is too long, such as ids with the same beginning. */
export function shortenMiddle(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const half = Math.floor((maxLength - 1) / 2);
  const [head, tail] = [text.slice(0, half), text.slice(-half)];
  return `${head.replace(/[\uD800-\uDBFF]$/, "")}…${tail.replace(/^[\uDC00-\uDFFF]/, "")}`;
}

/**
 * Any text on one line, also for a link's label or a table's cell. All punctuation becomes entities, because VS Code's parser removes a backslash
 * before a bracket in a label, and then parses the label again.
 */
export function inline(text: string): Markdown {
  return markdown(wellFormed(oneLine(text)).replace(/[!-/:-@[-`{-~]/g, (mark) => `&#${mark.charCodeAt(0)};`));
}

/** Recorded text as Markdown, or plain for a client that only shows text. */
export function shown(client: Shows, text: string): Markdown {
  return client.markdown ? inline(text) : markdown(oneLine(text));
}

/** Any text on one line as inline code, with enough backticks. Not even GitHub's extensions apply to it. */
export function code(text: string): Markdown {
  const flat = wellFormed(oneLine(text));
  if (flat === "") return markdown("");
  const fence = "`".repeat(longestRun(flat) + 1);
  const blank = /^`|`$/.test(flat) ? " " : "";
  return markdown(`${fence}${blank}${flat}${blank}${fence}`);
}

/** Control characters except line feeds and tabs, line ends that Markdown does not know, and bidirectional marks. */
const invisible = /(?![\n\t])[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu;

/** Any text as a code block, with enough backticks. */
export function block(text: string, language = "text"): Markdown {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  const clean = wellFormed(text.replace(/\r\n?/g, "\n").replace(invisible, "\uFFFD"));
  return markdown(`${fence}${language}\n${clean}${clean.endsWith("\n") ? "" : "\n"}${fence}`);
}

/** A block of recorded text as Markdown, or plain for a client that only shows text. */
export function shownBlock(client: Shows, text: string, language?: string): Markdown {
  return client.markdown ? block(text, language) : markdown(text);
}

/** A short text that stays on one line in a narrow cell: blanks and hyphens do not break. */
export function unbroken(text: string): Markdown {
  return markdown(inline(text.replaceAll("-", "\u2011")).replaceAll(" ", "\u00A0"));
}

/** A link to a URI. */
export function link(label: Markdown, target: string): Markdown {
  const encoded = wellFormed(target).replace(/[^\w\-./:?#%]/gu, (mark) => percentEncoded(mark));
  return markdown(`[${label}](${encoded})`);
}

/** A link that runs a command of the client with these arguments. */
export function commandLink(label: Markdown, command: string, ...args: readonly unknown[]): Markdown {
  return link(label, `command:${command}?${encodeURIComponent(JSON.stringify(args))}`);
}

/** In bold, or plain for a client that only shows text. */
export function strong(client: Shows, text: string): Markdown {
  return client.markdown ? markdown(`**${inline(text)}**`) : markdown(text);
}

export interface TableColumn {
  readonly title: string;
  readonly align?: ":--" | "--:";
}

export function table(columns: readonly TableColumn[], rows: readonly (readonly Markdown[])[]): Markdown {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const head = [columns.map(({ title }) => inline(title)), columns.map(({ align }) => align ?? ":--")];
  return markdown([...head, ...rows].map(line).join("\n"));
}

function longestRun(text: string): number {
  let longest = 0;
  for (const { 0: run } of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}

/** Lone surrogates cannot be sent. */
function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, "\uFFFD");
}

function percentEncoded(mark: string): string {
  return Array.from(new TextEncoder().encode(mark), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}
