/**
 * Kinds of faults that people report about providers and clients, each with a small input and the expected findings. `test/unit/faults.test.ts`
 * checks these inputs; if real ones are available, `test/server/faults.test.ts` checks them with the built command line.
 */
import { answerFaults } from "./answers";
import { streamFaults } from "./streams";

export interface Fault {
  /** A description. */
  readonly kind: string;
  /** A recording's text, made by us. */
  readonly text: string;
  /** All findings, as "severity code", in text order. */
  readonly finds: readonly string[];
  /** What `show` has to print, and what a message has to contain. */
  readonly shows?: readonly (string | RegExp)[];
  readonly says?: RegExp;
  /** What the JSON output has to contain. */
  readonly tells?: readonly RegExp[];
  /** How the names of real recordings of this kind start, and what `show` prints for them. */
  readonly real: Readonly<Record<string, readonly (string | RegExp)[]>>;
}

/** Kinds that need a process, a disk or a workspace: where they are tested, by file and name. */
export const toldElsewhere: readonly { readonly kind: string; readonly file: string; readonly story: string }[] = [
  {
    kind: "a hash alone is explained by the test that the recording names",
    file: "test/server/commandLineHash.test.ts",
    story: "takes a hash alone for that of the recording's own test",
  },
  {
    kind: "a recording that a server named without its test is named rightly",
    file: "test/unit/recording/naming.test.ts",
    story: "may be the hash without the test that the file names, as a server makes it",
  },
  {
    kind: "linked recordings are read, once",
    file: "test/server/commandLineReading.test.ts",
    story: "inside of the folder are followed, to files and to folders, by every command",
  },
  {
    kind: "a folder of recordings is found from inside",
    file: "test/server/commandLineExit.test.ts",
    story: "%s the commands find them",
  },
  {
    kind: "a full disk is told in one line",
    file: "test/server/commandLineExit.test.ts",
    story: "tapedeck %s: 2 where the disk is full",
  },
  {
    kind: "a file that may not be read is no broken JSON",
    file: "test/server/commandLineReading.test.ts",
    story: "a file that is too large, or that this user may not read, is no broken JSON: it was not checked",
  },
];

export const faults: readonly Fault[] = [...streamFaults, ...answerFaults];
