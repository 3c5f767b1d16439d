/** Texts that make patterns try again and again. */
import type { Maker } from "./growth";

export interface Named<T> {
  readonly name: string;
  readonly make: Maker<T>;
}

/** The same piece over and over, between a beginning and an end that it does not fit. */
export const run = (piece: string, before = "", after = ""): Named<string> => ({
  name: `${JSON.stringify(before + piece)} again and again${after === "" ? "" : `, then ${JSON.stringify(after)}`}`,
  make: (size) => before + piece.repeat(Math.ceil(size / piece.length)) + after,
});

/** A container in a container, and so on. */
export const nested = (open: string, inside: string, close: string): Named<string> => ({
  name: `${open}${open}…${inside}…${close}${close}`,
  make: (size) => {
    const levels = Math.ceil(size / (open.length + close.length));
    return open.repeat(levels) + inside + close.repeat(levels);
  },
});

/** Runs of one character, and of what means something to any of our readers. */
export const anyText: readonly Named<string>[] = [
  ...Array.from(" \n\t\r\"'\\`a0_-./:=,;!|<>()[]{}*#@~%&?+^$é\0\u202e\ufeff\ud83d", (unit) => run(unit)),
  ...["\r\n", '\\"', "::", ".py::", "](", "[a](", "a ", "a\n", " \n", "\n ", "0.", "-1.00000", "%41", "&a=", "\ud83d\ude00"].map(
    (piece) => run(piece),
  ),
  ...[
    run(" ", "a", "a"),
    run("\n", "a", "a"),
    run("a", '"'),
    run("\\", '"'),
    run("<", "", "x"),
    run("-", "", "x"),
    run("A", "", "!"),
  ],
];
