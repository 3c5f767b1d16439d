/** Recordings by the hash in their name. */
import type { Formats } from "../../formats/formats";
import { sameHash } from "../../recording/naming";
import { baseName } from "../uris";
import type { Entry } from "./entry";
import { Groups } from "./groups";
import { holds } from "./packed";

/** The length of the shortest hashes in names; a name without a hash has another key. */
const digitsOfKey = 12;

export class HashGroups {
  readonly #groups = new Groups<Entry>();
  readonly #formats: Formats;

  constructor(formats: Formats) {
    this.#formats = formats;
  }

  add(entry: Entry): void {
    this.#groups.add(this.#keyOf(entry), entry);
  }

  delete(entry: Entry): void {
    this.#groups.delete(this.#keyOf(entry), entry);
  }

  /** Finds recordings by all 64 digits, or by the first 12 or more; a file named with 12 digits is also found by its 64. */
  of(hash: string): readonly Entry[] {
    return this.#groups
      .get(hash.slice(0, digitsOfKey))
      .filter(({ uri }) => sameHash(this.#formats.hashOfName(baseName(uri)) ?? "-", hash));
  }

  /** The same, and those of `all` whose request may have this hash under any scheme; unpacks nothing. */
  maybeComputed(hash: string, all: Iterable<Entry>): readonly Entry[] {
    const start = `"${hash.slice(0, digitsOfKey)}`;
    return [...new Set([...[...all].filter(({ packed }) => holds(packed, start)), ...this.of(hash)])];
  }

  #keyOf({ uri }: Entry): string {
    const name = baseName(uri);
    return (this.#formats.hashOfName(name) ?? name).slice(0, digitsOfKey);
  }
}
