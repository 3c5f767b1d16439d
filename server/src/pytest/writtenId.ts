/** Ids of tests as people wrote them: pytest escapes what is not ASCII in parameter ids. */

/** `test_city[Tōkyō]` for `test_city[T\u014dky\u014d]`, to be shown; what would be invisible stays escaped. */
export function writtenId(testId: string): string {
  if (!testId.includes("\\")) return testId;
  return testId.replace(escapes, (escape, ...digits: (string | undefined)[]) => {
    const code = digits.slice(0, 3).find((each) => each !== undefined);
    const point = code === undefined ? NaN : Number.parseInt(code, 16);
    const character = point <= 0x10ffff ? String.fromCodePoint(point) : "";
    return visible.test(character) ? character : escape;
  });
}

/** A backslash is escaped itself, so that what follows two of them is none. */
const escapes = /\\(?:\\|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))/g;

/** Letters, marks, digits, punctuation and symbols: nothing that breaks a line, hides, or turns the direction of the rest. */
const visible = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u;
