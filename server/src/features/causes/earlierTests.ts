/**
 * Which test a recording was recorded for, where its test id was edited afterwards: the one with which the hash of the request is the name. A hash
 * proves it, so anything may be tried: what became of other tests, the tests of the workspace, what git has, a word more or less.
 */
import { setImmediate as pause } from "node:timers/promises";
import { baseId, formatNodeId, parseNodeId } from "../../pytest/nodeId";
import { undoneIn, withOtherWord, wordChange, type WordChange } from "./wordChange";

export interface EditedRecording {
  /** Of its file. */
  readonly uri: string;
  readonly testId: string;
  /** Whether the name is the hash of the request with this test. */
  readonly fits: (testId: string) => boolean;
}

export interface EarlierTestsOptions {
  /** Tests with recordings: their base ids. */
  readonly known: readonly string[];
  readonly history: EarlierVersions;
}

/** What is known of how files (URIs) were before. */
export interface EarlierVersions {
  /** Their test ids, as long as more are asked for; asked for few recordings of a test. Never rejects. */
  testIds(uri: string): AsyncIterable<string> | Iterable<string>;
  /** These may be asked about. */
  expect?(uris: readonly string[]): void;
}

/** Of one test this many recordings are looked at closely; of the others only what was found of them is tried. */
const closely = 2;

/** Of longer test ids nothing is guessed. */
const longest = 500;

/** What became of so many tests is tried on others. */
const mostChanges = 50;

/** Hashes are made this often for what is only guessed. */
const mostGuesses = 200_000;

/** Then others get their turn. */
const guessesAtOnce = 1000;

export const noHistory: EarlierVersions = { testIds: () => [] };

export class EarlierTests {
  readonly #options: EarlierTestsOptions;
  readonly #vocabulary: readonly string[];
  /** The last one first. */
  readonly #changes: WordChange[] = [];
  readonly #looked = new Map<string, number>();
  #guesses = 0;

  constructor(options: EarlierTestsOptions) {
    this.#options = options;
    const words = options.known.flatMap((id) => id.match(/[^_\W]+/g) ?? []);
    this.#vocabulary = [...new Set(words)].slice(0, 1000);
  }

  /** undefined where nothing proves that the test id was edited. Never rejects. */
  async of(recording: EditedRecording): Promise<string | undefined> {
    const { testId, fits } = recording;
    const repeated = this.#repeated(testId).find(fits);
    if (repeated !== undefined) return repeated;
    const base = baseId(testId);
    const looked = this.#looked.get(base) ?? 0;
    if (looked >= closely) return undefined;
    this.#looked.set(base, looked + 1);
    const found = (await this.#committed(recording)) ?? (await this.#guessed(testId, fits));
    const change = found === undefined ? undefined : wordChange(found, testId);
    if (change && this.#changes.unshift(change) > mostChanges) this.#changes.pop();
    return found;
  }

  /** Of these files (URIs) earlier tests may be looked for. */
  expect(uris: readonly string[]): void {
    this.#options.history.expect?.(uris);
  }

  async #committed({ uri, fits }: EditedRecording): Promise<string | undefined> {
    for await (const testId of this.#options.history.testIds(uri)) if (fits(testId)) return testId;
    return undefined;
  }

  #repeated(testId: string): readonly string[] {
    return this.#changes.flatMap((change) => undoneIn(testId, change));
  }

  async #guessed(testId: string, fits: (testId: string) => boolean): Promise<string | undefined> {
    const id = parseNodeId(testId);
    if (id === undefined || testId.length > longest) return undefined;
    for (const guess of this.#guessesFor(id)) {
      if (++this.#guesses > mostGuesses) return undefined;
      if (this.#guesses % guessesAtOnce === 0) await pause();
      if (fits(guess)) return guess;
    }
    return undefined;
  }

  *#guessesFor({ path, names, param }: NonNullable<ReturnType<typeof parseNodeId>>): Generator<string> {
    const parameters = param === undefined ? "" : `[${param}]`;
    for (const known of this.#options.known) yield known + parameters;
    const [name = ""] = names.slice(-1);
    for (const other of withOtherWord(name, this.#vocabulary))
      yield formatNodeId({ path, names: [...names.slice(0, -1), other], param });
  }
}
