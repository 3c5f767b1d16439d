/** What is known about test modules, read from disk or from an editor. */
import { logFailure } from "../../log";
import type { Documents } from "../documents";
import { isFile } from "../uris";
import { doubtful, sourceModule, type ModuleQuestion, type SourceModule } from "./sourceModule";

/** The number of modules in one request. */
const together = 16;

/** Reads test modules from disk; undefined if there is no such file. May reject. */
export interface ModuleFiles {
  modules(questions: readonly ModuleQuestion[]): Promise<readonly (SourceModule | undefined)[]>;
  stamps(uris: readonly string[]): Promise<readonly (string | undefined)[]>;
}

/** Receives the former and present data of a module that was read. */
export type ModuleListener = (uri: string, before: SourceModule | undefined, now: SourceModule | undefined) => void;

export class Modules {
  readonly #documents: Documents;
  readonly #onDisk: ModuleFiles;
  readonly #onRead: ModuleListener;
  /** Every place that was checked for a module; undefined if there is none. */
  readonly #modules = new Map<string, SourceModule | undefined>();

  constructor(documents: Documents, onDisk: ModuleFiles, onRead: ModuleListener) {
    this.#documents = documents;
    this.#onDisk = onDisk;
    this.#onRead = onRead;
  }

  /** undefined if there is none, or it was not checked. */
  get(uri: string): SourceModule | undefined {
    return this.#modules.get(uri);
  }

  /** Whether this place was checked. */
  has(uri: string): boolean {
    return this.#modules.has(uri);
  }

  /** Every place that was checked. */
  uris(): readonly string[] {
    return [...this.#modules.keys()];
  }

  all(): Iterable<readonly [string, SourceModule | undefined]> {
    return this.#modules;
  }

  /** Modules that have changed on disk since they were read. Never rejects. */
  async outdated(): Promise<readonly string[]> {
    const uris = this.uris().filter((uri) => this.#modules.get(uri) !== doubtful && !this.#isInEditor(uri));
    const stamps = await this.#onDisk.stamps(uris).catch(() => undefined);
    return stamps === undefined ? [] : uris.filter((uri, at) => this.#modules.get(uri)?.stamp !== stamps[at]);
  }

  /** Never rejects: a module that cannot be read is `doubtful`. */
  async read(questions: readonly ModuleQuestion[]): Promise<void> {
    const isOpen = ({ uri }: ModuleQuestion) => this.#isInEditor(uri);
    const open = questions.filter(isOpen);
    const gone = await this.#goneFrom(open.map(({ uri }) => uri));
    for (const { uri, wanted } of open) {
      const text = gone.has(uri) ? undefined : this.#documents.getOpen(uri)?.getText();
      this.#take(uri, text === undefined ? undefined : sourceModule(text, wanted));
    }
    const onDisk = questions.filter((question) => !isOpen(question));
    const batches: Promise<void>[] = [];
    for (let from = 0; from < onDisk.length; from += together) batches.push(this.#readBatch(onDisk.slice(from, from + together)));
    await Promise.all(batches);
  }

  /** Files that were deleted or moved while open in an editor: no run can find their tests. */
  async #goneFrom(uris: readonly string[]): Promise<ReadonlySet<string>> {
    const files = uris.filter(isFile);
    const stamps = files.length === 0 ? [] : await this.#onDisk.stamps(files).catch(() => undefined);
    return new Set(stamps === undefined ? [] : files.filter((_, at) => stamps[at] === undefined));
  }

  #isInEditor(uri: string): boolean {
    return this.#documents.isOpen(uri) || !isFile(uri);
  }

  /** A module that cannot be read, or not in time, does not affect others. */
  async #readBatch(questions: readonly ModuleQuestion[]): Promise<void> {
    try {
      const modules = await this.#onDisk.modules(questions);
      for (const [at, { uri }] of questions.entries()) this.#take(uri, modules[at]);
    } catch (error) {
      const [first, ...others] = questions;
      if (first === undefined) return;
      if (others.length > 0) {
        for (const question of questions) await this.#readBatch([question]);
        return;
      }
      logFailure(`Reading ${first.uri}`, error);
      this.#modules.set(first.uri, doubtful);
    }
  }

  #take(uri: string, module: SourceModule | undefined): void {
    this.#onRead(uri, this.#modules.get(uri), module);
    this.#modules.set(uri, module);
  }
}
