/** What a Python file says about cassettes, as text: a workspace has thousands, which are not needed unless they change. */
import { isSameSource, type CassetteSource } from "../../pytest/cassettes/source";
import { isSame, textOf, type Packed } from "../store/packed";

export interface ReadSource {
  readonly packed: Packed;
  /** The stamp of the file; undefined if it may change again with the same stamp, and for an open document. */
  readonly stamp: string | undefined;
}

export function unpackSource({ packed }: ReadSource): CassetteSource {
  return JSON.parse(textOf(packed)) as CassetteSource;
}

/** Whether two versions of a file say the same about cassettes, at any position. */
export function saySame(one: ReadSource | undefined, other: ReadSource | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return isSame(one.packed, other.packed) || isSameSource(unpackSource(one), unpackSource(other));
}
