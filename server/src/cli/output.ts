/** Printing. Recorded text is untrusted: it reaches the terminal or the log of a build server only as plain text, with credentials masked. */
import { once } from "node:events";
import { styleText } from "node:util";
import { reasonOf } from "../errors";
import { printable } from "../recording/json";
import { maskSecrets } from "../rules/secrets/mask";

/** Applies a style to our own words, or returns the text unchanged if colours are off. */
export type Style = (format: Parameters<typeof styleText>[0], text: string) => string;

/** When to color: `auto` as the environment says, else on a terminal. */
export const colorChoices = ["auto", "always", "never"] as const;
export type ColorChoice = (typeof colorChoices)[number];

let colors: ColorChoice = "auto";

/** For the rest of the process, as `--color` asks. */
export function setColors(choice: ColorChoice): void {
  colors = choice;
}

/** Colours for a terminal, where they are wanted. */
export function styleFor(stream: Stream, env: NodeJS.ProcessEnv = process.env): Style {
  return wantsColor(stream, env) ? (format, text) => styleText(format, text, { validateStream: false }) : (_, text) => text;
}

interface Stream {
  readonly isTTY?: boolean;
}

/** As `--color` says; else `FORCE_COLOR` and `NO_COLOR` decide, then whether it is a terminal. */
export function wantsColor(stream: Stream, { FORCE_COLOR, NO_COLOR, TERM }: NodeJS.ProcessEnv = process.env): boolean {
  if (colors !== "auto") return colors === "always";
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  return stream.isTTY === true && TERM !== "dumb";
}

let secretsShown = false;

/** Turns off the masking of credentials for the rest of the process (`--show-secrets`). */
export function showSecrets(): void {
  secretsShown = true;
}

export const secretsAreShown = (): boolean => secretsShown;

/** Masks credentials in a text, unless `--show-secrets` is given. */
export const masked = (text: string): string => (secretsShown ? text : maskSecrets(text));

/** Prints text for people to standard output. */
export function write(text: string): Promise<void> {
  return writeAsIs(noCommands(masked(text)));
}

let printed = false;

/** Whether anything went to standard output. */
export const hasPrinted = (): boolean => printed;

/** What is safe already, JSON say; no faster than the other side reads. */
export async function writeAsIs(text: string | Buffer): Promise<void> {
  printed ||= text.length > 0;
  if (text.length > 0 && !process.stdout.write(text)) await once(process.stdout, "drain");
}

const said = new Set<string>();

/** Prints one sentence to standard error, each only once. The command goes on and exits with at least this code. */
export function complain(sentence: string, exitCode: 1 | 2 = 1): void {
  if (!said.has(sentence)) process.stderr.write(noCommands(`tapedeck: ${oneLineOf(masked(sentence))}\n`));
  said.add(sentence);
  process.exitCode = Math.max(Number(process.exitCode ?? 0), exitCode);
}

/** The sentences that were said, of wrong arguments too. */
export const complaints = (): readonly string[] => [...said].map((sentence) => masked(sentence));

/**
 * Ends quietly if the reader closes the pipe (`| head`). If output cannot be written for another reason, such as a full disk, reports that and exits
 * with 2, because the output is incomplete.
 */
export function endWithReader(): void {
  process.stdout.on("error", endUnwritten);
  // There is nobody left to tell.
  process.stderr.on("error", ({ code }: NodeJS.ErrnoException) => {
    if (code !== "EPIPE") process.exitCode = 2;
    process.exit();
  });
}

/** Ends the process after an error of standard output. */
export function endUnwritten(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit();
  complain(`The output could not be written: ${reasonOf(error)}.`, 2);
  process.exit();
}

/** Prints several lines to standard error, with details for debugging; does not change the exit code. */
export function explainFailure(text: string): void {
  process.stderr.write(noCommands(`tapedeck: ${linesOf(masked(text)).join("\n")}\n`));
}

/** What is wrong with the arguments, in lines, and what follows it. */
export function complainOfUsage(error: string, usage: string): void {
  said.add(error.replace(/^error: /, "").trim());
  explainUsage(`${error}\n${usage}`);
}

/** How a command is used, in lines: they may hold arguments, and those names of files, which others chose. */
export function explainUsage(text: string): void {
  process.stderr.write(noCommands(linesOf(masked(text)).join("\n")));
}

/** Escapes a text to one line without terminal control characters. */
export function oneLineOf(text: string): string {
  return printable(text.replaceAll("\t", " "));
}

/** Splits a text into lines without terminal control characters. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/).map((line) => printable(line.replaceAll("\t", "  ")));
}

/** `##[` or `##vso[` anywhere in a line. */
const mark = /##(?=\w*\[)/g;

/**
 * Escapes one character of whatever a build server would run as a command: GitHub's runner accepts `::error …` at a line's start, after any white
 * space, and `##[…]` anywhere, Azure's `##vso[…]`.
 */
function noCommands(text: string): string {
  const lines = text.split(/([\n\r\u2028\u2029])/);
  const safe = lines.map((line) => (line.trimStart().startsWith("::") ? line.replace(":", "\\u003a") : line));
  return noMarks(safe.join(""));
}

/** Escapes the commands that count anywhere in a line. */
export const noMarks = (text: string): string => text.replace(mark, "#\\u0023");

/**
 * JSON that is safe to print: escapes control characters that `JSON.stringify` leaves, bidirectional marks and build servers' commands, and masks
 * credentials in strings.
 */
export function jsonText(value: unknown, indent?: number): string {
  const whole = JSON.stringify(value, null, indent);
  const shown = masked(whole) === whole ? whole : JSON.stringify(value, maskedString, indent);
  return noMarks(shown).replace(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const maskedString = (_: string, value: unknown): unknown => (typeof value === "string" ? masked(value) : value);
