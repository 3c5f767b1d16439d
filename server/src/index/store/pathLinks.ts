/** Files that name no test, and the tests that they belong to by their path. */
import type { Formats } from "../../formats/formats";
import { baseName } from "../uris";
import { entryTest, type EntryTest } from "./entry";
import { holds } from "./packed";
import type { Stored } from "./stored";

const none: readonly EntryTest[] = [];

export class PathLinks {
  readonly #formats: Formats;
  readonly #files = new Set<string>();
  readonly #tests = new Map<string, readonly EntryTest[]>();

  constructor(formats: Formats) {
    this.#formats = formats;
  }

  /** URIs of files that name no test, and whose format finds it by their path. */
  get files(): ReadonlySet<string> {
    return this.#files;
  }

  /** The tests set by `link` for a file (URI); empty if its recordings name their tests. */
  testsOf(uri: string): readonly EntryTest[] {
    return this.#tests.get(uri) ?? none;
  }

  /** Sets the present recordings of a file (URI). */
  note(uri: string, recordings: readonly Stored[]): void {
    if (recordings.some((each) => each.testId === undefined && this.#isNamedByPath(each))) this.#files.add(uri);
    else if (this.#files.has(uri)) this.forget(uri);
  }

  forget(uri: string): void {
    this.#files.delete(uri);
    this.#tests.delete(uri);
  }

  /** Sets the tests of a file (URI); returns whether they changed. */
  link(uri: string, testIds: readonly string[]): boolean {
    const known = this.testsOf(uri).map(({ testId }) => testId);
    if (testIds.join("\n") === known.join("\n")) return false;
    if (testIds.length === 0) this.#tests.delete(uri);
    else this.#tests.set(uri, testIds.map(entryTest));
    return true;
  }

  #isNamedByPath({ id, packed }: Stored): boolean {
    if (this.#formats.ofName(baseName(id)).isNamedByTest === true) return true;
    return this.#formats.all.some((format) => format.isNamedByTest === true && holds(packed, `"format":"${format.id}"`));
  }
}
