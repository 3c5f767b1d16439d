/** A position in a YAML text that moves forward and tracks its column. */
import { YamlError } from "./node";

const [tab, lf, cr, space, hash, nel, ls, ps] = [9, 10, 13, 32, 35, 0x85, 0x2028, 0x2029];

/** YAML 1.1's line breaks. */
export const isBreak = (unit: number): boolean => unit === lf || unit === cr || unit === nel || unit === ls || unit === ps;
export const isBlank = (unit: number): boolean => unit === space || unit === tab;
/** A blank, a line break, or the end of the text (NaN). */
export const isBlankOrEnd = (unit: number): boolean => isBlank(unit) || isBreak(unit) || Number.isNaN(unit);

const anyBreak = /[\n\r\x85\u2028\u2029]/g;

/** The end of the line that contains an offset: its line break, or the end of the text. */
export function lineEnd(text: string, from: number): number {
  anyBreak.lastIndex = from;
  return anyBreak.test(text) ? anyBreak.lastIndex - 1 : text.length;
}

export class Cursor {
  at = 0;
  lineStart = 0;

  constructor(readonly text: string) {}

  get column(): number {
    return this.at - this.lineStart;
  }

  isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The code unit `ahead` positions on; NaN at the end. */
  peek(ahead = 0): number {
    return this.text.charCodeAt(this.at + ahead);
  }

  /** Skips a line break; returns false if there is none. */
  skipBreak(): boolean {
    const unit = this.peek();
    if (!isBreak(unit)) return false;
    this.at += unit === cr && this.peek(1) === lf ? 2 : 1;
    this.lineStart = this.at;
    return true;
  }

  skipSpaces(): void {
    while (this.peek() === space) this.at++;
  }

  skipBlanks(): void {
    while (isBlank(this.peek())) this.at++;
  }

  /** Moves to the end of the line. */
  toLineEnd(): void {
    this.at = lineEnd(this.text, this.at);
  }

  /** Skips blanks, comments and line breaks; returns whether a line started. Tabs may separate tokens, but not indent a block (`mayIndent`). */
  toNextToken(inFlow: boolean, mayIndent = false): boolean {
    let isNewLine = false;
    for (;;) {
      if (inFlow || !(isNewLine || mayIndent)) this.skipBlanks();
      else {
        this.skipSpaces();
        if (this.peek() === tab) this.fail("a tab cannot indent a block");
      }
      // YAML requires a blank before a comment within a line; libyaml does not.
      if (this.peek() === hash) this.toLineEnd();
      if (!this.skipBreak()) return isNewLine;
      isNewLine = true;
    }
  }

  /** At `---` or `...` in the first column, followed by a blank or the end of the line. */
  isAtMarker(): boolean {
    if (this.at !== this.lineStart) return false;
    const unit = this.peek();
    if ((unit !== 45 && unit !== 46) || this.peek(1) !== unit || this.peek(2) !== unit) return false;
    return isBlankOrEnd(this.peek(3));
  }

  fail(message: string, offset = this.at): never {
    throw new YamlError(message, offset);
  }
}
