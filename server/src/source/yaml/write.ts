/** Writes texts as YAML scalars on one line, which libyaml reads as the same text. */

/** Uses single quotes if possible: they leave JSON as it is. */
export function yamlScalar(text: string): string {
  if (/^[ -~]*$/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return `"${text.replaceAll(/["\\]/g, "\\$&").replaceAll(/[^ -~]/g, escaped)}"`;
}

/** Escapes as PyYAML's emitter does; surrogate pairs are left as they are. */
function escaped(unit: string): string {
  const code = unit.charCodeAt(0);
  if (unit === "\n") return "\\n";
  if (code >= 0xd800 && code <= 0xdfff) return unit;
  return code > 0xff ? `\\u${hex(code, 4)}` : `\\x${hex(code, 2)}`;
}

const hex = (code: number, digits: number): string => code.toString(16).toUpperCase().padStart(digits, "0");
