/** Test ids as they are written in the source: pytest escapes non-ASCII characters in parameter ids. */

/** `test_city[Tōkyō]` for `test_city[T\u014dky\u014d]`, for display; invisible characters stay escaped. */
export function writtenId(testId: string): string {
  if (!testId.includes("\\")) return testId;
  return testId.replace(escapes, (escape, ...digits: (string | undefined)[]) => {
    const code = digits.slice(0, 3).find((each) => each !== undefined);
    const point = code === undefined ? NaN : Number.parseInt(code, 16);
    const character = point <= 0x10ffff ? String.fromCodePoint(point) : "";
    return visible.test(character) ? character : escape;
  });
}

/** A backslash is escaped too, so two of them start no escape. */
const escapes = /\\(?:\\|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))/g;

/** Letters, marks, digits, punctuation and symbols: nothing that breaks a line, is invisible, or changes the text direction. */
const visible = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u;
