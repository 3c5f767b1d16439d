/** Removes what terminals, build servers and reports add to the text of failures. */

/** Colours, links, cursor movements. */
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\^_])/g;

/** What build servers write before each line: job and step, time, container. */
const stamps = [
  /^(?:[^\t\n]{1,200}\t[^\t\n]{1,200}\t)?\uFEFF?\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?(?: \d\d[OE]\+?)? ?/gm,
  /^\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?(?: |$)/gm,
  /^[\w.-]{0,60} {0,40}\|(?: |$)/gm,
];

/** pytest's mark for the lines of an exception, also if lines were joined. */
const marks = /(?:^|(?<=\s))E(?= {3}| E |$)/gm;

/** Keeps the lines. Resolves the entities of an XML report. Never throws. */
export function plainLog(text: string): string {
  const plain = text.replace(/\r\n?/g, "\n").replace(escapes, "");
  const told = isXml.test(plain) ? plain.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(lt|gt|quot|apos|amp));/gi, entity) : plain;
  return stamps.reduce((lines, stamp) => lines.replace(stamp, ""), told).replace(marks, " ");
}

const isXml = /<(?:testcase|failure|error)[ >]|&lt;Request \(/;

const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function entity(whole: string, decimal?: string, hexadecimal?: string, name?: string): string {
  const code = Number.parseInt(decimal ?? hexadecimal ?? "", decimal === undefined ? 16 : 10);
  if (name !== undefined) return named[name.toLowerCase()] ?? whole;
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}
