/** Parses and builds the names of recordings. */
import type { FoundHash, RecordingName } from "../../recording/naming";

/** The endpoint of Text Embeddings Inference that describes its only model; recorded as a model list without a body since OGX 1.5. */
export const oneModel = "/info";

/** The request hash in a recording's base name: 12 or 64 lower-case hex digits; undefined if there is none. */
export function hashOfName(name: string): string | undefined {
  return partsOfName(name)?.hash;
}

const plainName = /^([0-9a-f]{64}|[0-9a-f]{12})\.json$/;
const modelsName = /^models-([0-9a-f]{64}|[0-9a-f]{12})-([0-9a-f]{8})\.json$/;

/** Parses a base name; undefined if the recorder would not make it. */
export function partsOfName(name: string): RecordingName | undefined {
  const match = plainName.exec(name) ?? modelsName.exec(name);
  return match?.[1] === undefined ? undefined : { hash: match[1], digest: match[2] };
}

/** The recorder's file name for a request; for a model list, with the digest of its models. */
export function fileNameOf(hash: string, digest: string | undefined): string {
  return digest === undefined ? `${hash}.json` : `models-${hash}-${digest}.json`;
}

/** The recorder's id for an answer. */
export function idOf(hash: string): string {
  return `rec-${hash.slice(0, 12)}`;
}

/** See `RequestNaming.digitsIn`. */
export function digitsIn(text: string): string | undefined {
  return /^(?:rec-)?([0-9a-f]+)$/i.exec(text)?.[1]?.toLowerCase();
}

const hashWord = /(?<![\w-])(?:rec-|models-)?([0-9a-f]{64}|[0-9a-f]{12})(?![0-9a-zA-Z_])/g;

/** See `RequestNaming.hashesIn`. */
export function hashesIn(text: string): readonly FoundHash[] {
  return [...text.matchAll(hashWord)].flatMap(({ 0: word, 1: hash, index }) =>
    hash === undefined ? [] : [{ hash, start: index, end: index + word.length }],
  );
}
