/** Whether a recording's name is the hash of its request, and under which schemes. */
import { listedModels, modelDigest } from "./modelList";
import { partsOfName } from "./names";
import { plainHashing } from "./plainHash";
import type { RecordingFile } from "../../recording/recordingFile";
import {
  digitsOf,
  hasher,
  hasSoundRequest,
  hashSchemes,
  newestScheme,
  readHashable,
  sharedListHash,
  type HashableRequest,
  type Hashing,
  type HashScheme,
  type Sha256,
} from "./requestHash";

export interface SchemeHash {
  readonly scheme: HashScheme;
  /** As a file name carries it: 64 digits, 12 under scheme 1. */
  readonly hash: string;
}

/** What a recording's request says of its name. */
export interface Naming {
  /** The schemes under which the hash in the name is that of the request, oldest first. Most names fit several. */
  readonly fits: readonly HashScheme[];
  /** The hash under each scheme; undefined where the newest one fits the name, for then nobody asks. */
  readonly hashes: Readonly<Record<HashScheme, string>> | undefined;
  /**
   * Hashes of the request that neither the name nor `hashes` carries, under the schemes that were tried: an older recorder asks for them, or
   * a newer one for a model list that belongs to no test. Absent where there are none, as of nearly all recordings.
   */
  readonly others?: readonly SchemeHash[];
  /** Where the name fits none: the scheme under which the answer's id (`rec-…`) still names the request. */
  readonly recordedUnder: HashScheme | undefined;
  /** Of a model list: the digest of the models listed. */
  readonly digest: string | undefined;
}

/** undefined for a recording that is never looked up by hash, or whose request is broken. Never throws. */
export function namingOf(file: RecordingFile, sha256: Sha256): Naming | undefined {
  const hashing = hashingOf(file, sha256);
  if (hashing === undefined) return undefined;
  const { hashOf, sharedList } = hashing;
  const given = partsOfName(file.name)?.hash;
  const models = listedModels(file);
  // The same recorder names the model lists of some providers in two ways, depending on its age.
  const isShared = (scheme: HashScheme) => scheme === newestScheme && given !== undefined && sharedList() === given;
  const fits = hashSchemes.filter(
    (scheme) => given?.length === digitsOf(scheme) && (hashOf(scheme) === given || isShared(scheme)),
  );
  const hashes = fits.includes(newestScheme) ? undefined : underEach(hashOf);
  const others = otherHashes(hashing, given, hashes);
  return {
    fits,
    hashes,
    ...(others.length === 0 ? {} : { others }),
    recordedUnder: fits.length === 0 && hashes ? answeredUnder(file, hashes) : undefined,
    digest: models && modelDigest(models, sha256),
  };
}

/** Nothing is hashed for them that was not hashed before: schemes with as many digits as the name were tried. */
function otherHashes(
  { hashOf, sharedList }: Hashing,
  given: string | undefined,
  hashes: Naming["hashes"],
): readonly SchemeHash[] {
  const tried = hashes ? [] : hashSchemes.filter((scheme) => digitsOf(scheme) === given?.length);
  const shared = sharedList();
  const ofList = shared === undefined ? [] : [{ scheme: newestScheme, hash: shared }];
  return [...tried.map((scheme) => ({ scheme, hash: hashOf(scheme) })), ...ofList].filter(({ hash }) => hash !== given);
}

/** The known hashes of a request that agree with this one, of which 12 or more first digits will do. `named` is the hash in the file's name. */
export function hashesLike(naming: Naming, named: string | undefined, hash: string): readonly SchemeHash[] {
  const { fits, hashes, others = [] } = naming;
  const ofName = named === undefined ? [] : fits.map((scheme) => ({ scheme, hash: named }));
  const notOfName = hashes ? hashSchemes.map((scheme) => ({ scheme, hash: hashes[scheme] })) : [];
  return [...ofName, ...notOfName, ...others].filter((each) => sameHash(each.hash, hash));
}

/** Whether two hashes agree as far as both are given: the first recorder cut them to 12 digits. */
export function sameHash(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

/** undefined where nothing is hashed. */
function hashingOf(file: RecordingFile, sha256: Sha256): Hashing | undefined {
  if (!hasSoundRequest(file)) return undefined;
  const plain = plainHashing(file, sha256);
  if (plain) return plain;
  const request = readHashable(file);
  return request && { hashOf: hasher(request, sha256), sharedList: () => sharedListHash(request, sha256) };
}

/** The request's hash under each scheme. */
export function hashesOf(request: HashableRequest, sha256: Sha256): Readonly<Record<HashScheme, string>> {
  return underEach(hasher(request, sha256));
}

/** What a hasher makes of each scheme. */
export function underEach(hash: (scheme: HashScheme) => string): Readonly<Record<HashScheme, string>> {
  return { "1": hash("1"), "2": hash("2"), "3": hash("3"), "3b": hash("3b"), "4": hash("4") };
}

/** The recorder puts the first digits of the hash into the answer's ids, where they outlive the renaming of the file. */
function answeredUnder(file: RecordingFile, hashes: Readonly<Record<HashScheme, string>>): HashScheme | undefined {
  const id = /"id"\s*:\s*"rec-([0-9a-f]{12})"/.exec(file.text)?.[1];
  return id === undefined ? undefined : hashSchemes.findLast((scheme) => hashes[scheme].startsWith(id));
}

/** The file name that the recorder gives to a request: of a model list, with the digest of its models. */
export function fileNameOf(hash: string, digest: string | undefined): string {
  return digest === undefined ? `${hash}.json` : `models-${hash}-${digest}.json`;
}
