/** The output of `tapedeck show` for a recording's text. */
import { readRecordingFile } from "../../server/src/formats/readDocument";
import { shownAsText } from "../../server/src/cli/showText";
import type { Style } from "../../server/src/cli/output";
import { anyHash } from "./findings";

/** Without colours. */
export const plainStyle: Style = (_, text) => text;

export function shownAs(text: string, style: Style): string {
  const shown = `${anyHash}.json`;
  return shownAsText({ file: readRecordingFile(shown, text), shown, turn: undefined }, style);
}
