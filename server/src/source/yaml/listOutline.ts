/** Finds the entries of a file's list without parsing them: each starts with a dash in the first one's column. */
import type { JsonPath } from "../../recording/jsonPath";

/**
 * The entries of the list in the root's field `name`; undefined if only parsing tells: JSON, flow style, comments in unusual places. Never throws.
 */
export function listOutline(
  text: string,
  name: string,
): readonly { readonly path: JsonPath; readonly test: undefined }[] | undefined {
  const found = new RegExp(`^${name}:[^\\S\\n]*\\n( *)- `, "m").exec(text);
  if (found === null) return new RegExp(`^${name}:[^\\S\\n]*(?:\\[\\]|null|~)[^\\S\\n]*$`, "m").test(text) ? [] : undefined;
  const dash = `\n${found[1] ?? ""}- `;
  let count = 1;
  for (let at = text.indexOf(dash, found.index + found[0].length); at !== -1; at = text.indexOf(dash, at + 1)) {
    if (isField(text, at)) break;
    count++;
  }
  return Array.from({ length: count }, (_, index) => ({ path: [name, index], test: undefined }));
}

/** Whether the line that ends here is a field of the root, so that another list follows it. */
function isField(text: string, end: number): boolean {
  return /[A-Za-z]/.test(text.charAt(text.lastIndexOf("\n", end - 1) + 1));
}
