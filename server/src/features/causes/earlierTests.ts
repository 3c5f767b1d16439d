/**
 * Finds the test that a recording was made for if its test id was edited afterwards: the one with which the hash of the request is the name. The hash
 * proves it, so any candidate may be tried: changes of other tests, the workspace's tests, git's history, one word more or less.
 */
import { setImmediate as pause } from "node:timers/promises";
import { baseId, formatNodeId, parseNodeId } from "../../pytest/nodeId";
import { undoneIn, withOtherWord, wordChange, type WordChange } from "./wordChange";

export interface EditedRecording {
  /** URI of its file. */
  readonly uri: string;
  readonly testId: string;
  /** Whether the name is the hash of the request with this test. */
  readonly fits: (testId: string) => boolean;
}

export interface EarlierTestsOptions {
  /** Base ids of tests with recordings. */
  readonly known: readonly string[];
  readonly history: EarlierVersions;
}

/** Earlier versions of files (URIs). */
export interface EarlierVersions {
  /** Yields their test ids, as long as more are needed; only called for a few recordings of each test. Never rejects. */
  testIds(uri: string): AsyncIterable<string> | Iterable<string>;
  /** Announces files that it may be called for. */
  expect?(uris: readonly string[]): void;
}

/** The number of recordings of a test that are investigated thoroughly; for others only known changes are tried. */
const closely = 2;

/** Nothing is guessed for longer test ids. */
const longest = 500;

/** The most known changes that are tried on other tests. */
const mostChanges = 50;

/** The most hashes that are computed for guesses. */
const mostGuesses = 200_000;

/** The number of guesses before yielding to the event loop. */
const guessesAtOnce = 1000;

export const noHistory: EarlierVersions = { testIds: () => [] };

export class EarlierTests {
  readonly #options: EarlierTestsOptions;
  readonly #vocabulary: readonly string[];
  /** Most recent first. */
  readonly #changes: WordChange[] = [];
  readonly #looked = new Map<string, number>();
  #guesses = 0;

  constructor(options: EarlierTestsOptions) {
    this.#options = options;
    const words = options.known.flatMap((id) => id.match(/[^_\W]+/g) ?? []);
    this.#vocabulary = [...new Set(words)].slice(0, 1000);
  }

  /** undefined if nothing proves that the test id was edited. Never rejects. */
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

  /** Announces files (URIs) whose earlier tests may be looked for. */
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
