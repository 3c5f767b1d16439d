/** What the commands print. Recorded text is hostile: none of it reaches the terminal as anything but text. */
import { once } from "node:events";
import { styleText } from "node:util";
import { printable } from "../recording/json";

/** Marks up our own words; gives the text back as it is where colours are not wanted. */
export type Style = (format: Parameters<typeof styleText>[0], text: string) => string;

/** Colours for a terminal, as the user's environment has it: `FORCE_COLOR` and `NO_COLOR` decide, then whether it is a terminal. */
export function styleFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Style {
  return wantsColor(stream, env) ? (format, text) => styleText(format, text, { validateStream: false }) : (_, text) => text;
}

function wantsColor(stream: { readonly isTTY?: boolean }, { FORCE_COLOR, NO_COLOR, TERM }: NodeJS.ProcessEnv): boolean {
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  return stream.isTTY === true && TERM !== "dumb";
}

/** Writes to standard output, no faster than the other side reads. */
export async function write(text: string): Promise<void> {
  if (text !== "" && !process.stdout.write(text)) await once(process.stdout, "drain");
}

const said = new Set<string>();

/** One sentence on standard error, once; the command goes on, and ends with this exit code unless there is a higher one. */
export function complain(sentence: string, exitCode: 1 | 2 = 1): void {
  if (!said.has(sentence)) process.stderr.write(`tapedeck: ${oneLineOf(sentence)}\n`);
  said.add(sentence);
  process.exitCode = Math.max(Number(process.exitCode ?? 0), exitCode);
}

/**
 * When the reader goes away (`| head`), so do we, without a word. What cannot be written for another reason, such as a full disk, is said, and
 * the exit code is 2: what is there of the output is not all.
 */
export function endWithReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    const why = error.code === "ENOSPC" ? "the disk is full" : error.message;
    complain(`The output could not be written: ${why}.`, 2);
    process.exit();
  });
  // There is nobody left to tell.
  process.stderr.on("error", ({ code }: NodeJS.ErrnoException) => process.exit(code === "EPIPE" ? undefined : 2));
}

/** Any text on one line, nothing in it that a terminal would obey. */
export function oneLineOf(text: string): string {
  return printable(text.replaceAll("\t", " "));
}

/** Any text line by line, nothing in it that a terminal would obey. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/).map((line) => printable(line.replaceAll("\t", "  ")));
}

/** JSON that is safe to print: what `JSON.stringify` leaves of control characters and turning marks is escaped. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
