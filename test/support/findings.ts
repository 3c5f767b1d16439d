/** Findings of the rules in a text, in a form that tests can read. */
import { readRecordingFile } from "../../server/src/formats/readDocument";
import { check } from "../../server/src/rules/check";

export const anyHash = "0123456789ab".padEnd(64, "0");

export interface Seen {
  readonly code: string;
  /** The text under the squiggle. */
  readonly at: string;
  readonly message: string;
  /** The line of the squiggle's start, from 1. */
  readonly line: number;
}

/** The findings of a recording with this text, each with the text it underlines. */
export function findingsIn(text: string, name = `${anyHash}.json`): Seen[] {
  return check(readRecordingFile(name, text)).map(({ code, message, range }) => ({
    code,
    at: text.slice(range.start, range.end),
    message,
    line: text.slice(0, range.start).split("\n").length,
  }));
}
