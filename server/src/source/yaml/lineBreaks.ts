/** Line breaks as YAML 1.1 knows them: more than JavaScript does. */

/** The line breaks of empty lines, and where the first other one begins, its indentation left out. */
export function emptyLines(text: string, from: number, end: number): { breaks: string; next: number } {
  let breaks = "";
  let at = from;
  for (;;) {
    while (at < end && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at++;
    if (at >= end || !isBreakUnit(text.charCodeAt(at))) return { breaks, next: Math.min(at, end) };
    const found = breakAt(text, at);
    breaks += found.value;
    at = found.next;
  }
}

export const isBreakUnit = (unit: number): boolean =>
  unit === 10 || unit === 13 || unit === 0x85 || unit === 0x2028 || unit === 0x2029;

/** A line break as YAML 1.1 hands it out: a line feed, or one of Unicode's own as it is. */
export function breakAt(text: string, at: number): { value: string; next: number } {
  const unit = text.charCodeAt(at);
  if (unit === 13) return { value: "\n", next: text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1 };
  return { value: unit === 0x2028 || unit === 0x2029 ? String.fromCharCode(unit) : "\n", next: at + 1 };
}
