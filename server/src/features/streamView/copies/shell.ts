/** Words of a POSIX shell. */

/** A text as one word that a shell takes as it is, whatever is in it: nothing is expanded between single quotes, and a quote is closed, escaped, reopened. */
export function shellWord(text: string): string {
  // A NUL ends a C string, so that no program could be given it; the rest passes.
  const passed = text.replaceAll("\0", "");
  return /^[\w@%+=:,./-]+$/.test(passed) && !passed.startsWith("-") ? passed : `'${passed.replaceAll("'", String.raw`'\''`)}'`;
}
