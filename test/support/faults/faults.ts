/**
 * Kinds of faults that people report of providers and clients, each with a small input and what is right to say of it. `test/unit/faults.test.ts` says it of
 * these inputs; where real ones lie beside the repository, `test/server/faults.test.ts` says it of them through the built command line.
 */
import { answerFaults } from "./answers";
import { streamFaults } from "./streams";

export interface Fault {
  /** In plain words. */
  readonly kind: string;
  /** A recording's text, of our own making. */
  readonly text: string;
  /** All that is found, as "severity code", in the order of the text. */
  readonly finds: readonly string[];
  /** What `show` has to print of it, and what a message has to say. */
  readonly shows?: readonly (string | RegExp)[];
  readonly says?: RegExp;
  /** What its JSON has to tell. */
  readonly tells?: readonly RegExp[];
  /** How the names of real recordings of this kind begin, and what `show` prints of those. */
  readonly real: Readonly<Record<string, readonly (string | RegExp)[]>>;
}

/** Kinds that only a process, a disk or a workspace shows: where their story is told, by file and name. */
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
