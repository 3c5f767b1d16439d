/** Recordings by the hash that their name carries. */
import type { Formats } from "../../formats/formats";
import { sameHash } from "../../recording/naming";
import { baseName } from "../uris";
import type { Entry } from "./entry";
import { Groups } from "./groups";
import { holds } from "./packed";

/** The shortest hashes in names; of a name that carries none, anything. */
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

  /** By the full 64 digits, or by 12 or more first ones; a file named by 12 digits only is found by its 64 too. */
  of(hash: string): readonly Entry[] {
    return this.#groups
      .get(hash.slice(0, digitsOfKey))
      .filter(({ uri }) => sameHash(this.#formats.hashOfName(baseName(uri)) ?? "-", hash));
  }

  /** Those, and the ones of `all` whose request may have this hash under any scheme; nothing is unpacked for it. */
  maybeComputed(hash: string, all: Iterable<Entry>): readonly Entry[] {
    const start = `"${hash.slice(0, digitsOfKey)}`;
    return [...new Set([...[...all].filter(({ packed }) => holds(packed, start)), ...this.of(hash)])];
  }

  #keyOf({ uri }: Entry): string {
    const name = baseName(uri);
    return (this.#formats.hashOfName(name) ?? name).slice(0, digitsOfKey);
  }
}
