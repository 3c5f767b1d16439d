/** Where a finding stands that is about a whole file: its name or its place, and no part of its text. */
import type { Range } from "vscode-languageserver-types";

/** The brace that opens the file. */
export const opening: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };

export const atStart: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
