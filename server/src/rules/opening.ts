/** The range of findings about a whole file: its name or its folder, but no part of its text. */
import type { Range } from "vscode-languageserver-types";

/** The first character of the file. */
export const opening: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };

export const atStart: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
