/** How far back git is asked for the versions of a module, newest first, to find removed functions in it. */

/** The most commits to search. */
export const mostEarlier = 20;

/** Whether each of these functions is defined in one of the texts. */
export const defineAll = (texts: readonly string[], functions: readonly string[]): boolean =>
  functions.every((name) => texts.some((text) => text.includes(`def ${name}(`)));
