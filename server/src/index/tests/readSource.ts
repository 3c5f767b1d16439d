/** What a Python file says of cassettes, as text: a workspace has thousands, and nobody asks for what they say while they stay the same. */
import { isSameSource, type CassetteSource } from "../../pytest/cassettes/source";
import { isSame, textOf, type Packed } from "../store/packed";

export interface ReadSource {
  readonly packed: Packed;
  /** Of the file that was read; undefined where it may change again under the same stamp, and for what an editor holds. */
  readonly stamp: string | undefined;
}

export function unpackSource({ packed }: ReadSource): CassetteSource {
  return JSON.parse(textOf(packed)) as CassetteSource;
}

/** Whether two texts of a file say the same of cassettes, wherever it stands. */
export function saySame(one: ReadSource | undefined, other: ReadSource | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return isSame(one.packed, other.packed) || isSameSource(unpackSource(one), unpackSource(other));
}
