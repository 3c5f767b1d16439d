/** What is known of test modules: read from disk, or as an editor has them. */
import { logFailure } from "../../log";
import type { Documents } from "../documents";
import { isFile } from "../uris";
import { doubtful, sourceModule, type ModuleQuestion, type SourceModule } from "./sourceModule";

/** Modules in one question to those that read. */
const together = 16;

/** Test modules on disk; undefined where there is no such file. May reject. */
export interface ModuleFiles {
  modules(questions: readonly ModuleQuestion[]): Promise<readonly (SourceModule | undefined)[]>;
  stamps(uris: readonly string[]): Promise<readonly (string | undefined)[]>;
}

/** A module was read: what was known of it, and what is now. */
export type ModuleListener = (uri: string, before: SourceModule | undefined, now: SourceModule | undefined) => void;

export class Modules {
  readonly #documents: Documents;
  readonly #onDisk: ModuleFiles;
  readonly #onRead: ModuleListener;
  /** Every place where a module was looked for; undefined where there is none. */
  readonly #modules = new Map<string, SourceModule | undefined>();

  constructor(documents: Documents, onDisk: ModuleFiles, onRead: ModuleListener) {
    this.#documents = documents;
    this.#onDisk = onDisk;
    this.#onRead = onRead;
  }

  /** undefined where there is none, and where nobody has looked. */
  get(uri: string): SourceModule | undefined {
    return this.#modules.get(uri);
  }

  /** Whether somebody has looked there. */
  has(uri: string): boolean {
    return this.#modules.has(uri);
  }

  /** Every place that was looked at. */
  uris(): readonly string[] {
    return [...this.#modules.keys()];
  }

  all(): Iterable<readonly [string, SourceModule | undefined]> {
    return this.#modules;
  }

  /** Those on disk that are others now than when they were read. Never rejects. */
  async outdated(): Promise<readonly string[]> {
    const uris = this.uris().filter((uri) => this.#modules.get(uri) !== doubtful && !this.#isInEditor(uri));
    const stamps = await this.#onDisk.stamps(uris).catch(() => undefined);
    return stamps === undefined ? [] : uris.filter((uri, at) => this.#modules.get(uri)?.stamp !== stamps[at]);
  }

  /** Never rejects: a module that cannot be read is doubtful. */
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

  /** Files that were deleted or moved while an editor shows them: no run finds what is in them. */
  async #goneFrom(uris: readonly string[]): Promise<ReadonlySet<string>> {
    const files = uris.filter(isFile);
    const stamps = files.length === 0 ? [] : await this.#onDisk.stamps(files).catch(() => undefined);
    return new Set(stamps === undefined ? [] : files.filter((_, at) => stamps[at] === undefined));
  }

  #isInEditor(uri: string): boolean {
    return this.#documents.isOpen(uri) || !isFile(uri);
  }

  /** A module that cannot be read in time, or at all, keeps no others from being read. */
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
