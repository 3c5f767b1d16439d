/** Whether a recording's name is the hash of its request, and under which schemes. */
import { listedModels, modelDigest } from "./modelList";
import { partsOfName } from "./names";
import { plainHashing } from "./plainHash";
import { sameHash, type Naming, type SchemeHash, type Sha256 } from "../../recording/naming";
import type { RecordingInFile } from "../../recording/recordingInFile";
import { hasher, hashing, hasSoundRequest, readHashable, type HashableRequest, type Hashing } from "./requestHash";
import { schemeOfName } from "./schemeInUse";
import { hashSchemes, newestScheme, schemes, underEach, type OgxScheme } from "./schemes";

type OgxNaming = Naming<OgxScheme>;

/** undefined for a recording that is never looked up by hash, or whose request is broken. Never throws. */
export function namingOf(file: RecordingInFile, sha256: Sha256): OgxNaming | undefined {
  const ofFile = hashingOf(file, sha256);
  if (ofFile === undefined) return undefined;
  const given = partsOfName(file.document.name)?.hash;
  const models = listedModels(file);
  const fitsFile = fitting(ofFile, given);
  const ofServer = fitsFile.length === 0 ? ofFile.withoutTest?.() : undefined;
  const fitsServer = ofServer ? fitting(ofServer, given) : [];
  const isOfServer = ofServer !== undefined && fitsServer.length > 0;
  const [chosen, fits] = isOfServer ? [ofServer, fitsServer] : [ofFile, fitsFile];
  const hashes = fits.includes(newestScheme) ? undefined : underEach(chosen.hashOf);
  const others = otherHashes(chosen, given, hashes);
  return {
    fits,
    hashes,
    ...(others.length === 0 ? {} : { others }),
    ...(isOfServer ? { withTest: otherHashes(ofFile, given, undefined) } : {}),
    recordedUnder: fits.length === 0 && hashes ? answeredUnder(file, hashes) : undefined,
    digest: models && modelDigest(models, sha256),
  };
}

/** The schemes under which a request has this hash. */
function fitting({ hashOf }: Hashing, hash: string | undefined): readonly OgxScheme[] {
  return withDigits(hash).filter((scheme) => hashOf(scheme) === hash);
}

/** Only uses hashes that are computed already: schemes with as many digits as the name were tried. */
function otherHashes(
  { hashOf }: Hashing,
  given: string | undefined,
  hashes: OgxNaming["hashes"],
): readonly SchemeHash<OgxScheme>[] {
  const tried = hashes ? [] : withDigits(given);
  return tried.map((scheme) => ({ scheme, hash: hashOf(scheme) })).filter(({ hash }) => hash !== given);
}

/** The schemes whose hashes have this length. */
function withDigits(hash: string | undefined): readonly OgxScheme[] {
  return schemes.flatMap(({ name, digits }) => (digits === hash?.length ? [name] : []));
}

/**
 * The known hashes of a request that start with this one, which has at least 12 digits, or the other way round. `named` is the hash in the file's
 * name.
 */
export function hashesLike(naming: Naming, named: string | undefined, hash: string): readonly SchemeHash[] {
  const { fits, hashes, others = [], withTest = [] } = naming;
  const ofName = named === undefined ? [] : fits.map((scheme) => ({ scheme, hash: named }));
  const notOfName = hashes ? hashSchemes.map((scheme) => ({ scheme, hash: hashes[scheme] ?? "-" })) : [];
  return [...ofName, ...notOfName, ...others, ...withTest].filter((each) => sameHash(each.hash, hash));
}

/** undefined where nothing is hashed. */
function hashingOf(file: RecordingInFile, sha256: Sha256): Hashing | undefined {
  if (!hasSoundRequest(file)) return undefined;
  const plain = plainHashing(file, sha256);
  if (plain) return plain;
  const request = readHashable(file);
  return request && hashing(request, sha256);
}

/** The request's hash under each scheme. */
export function hashesOf(request: HashableRequest, sha256: Sha256): Readonly<Record<OgxScheme, string>> {
  return underEach(hasher(request, sha256));
}

/** The recorder puts the first digits of the hash into the answer's ids, where they outlive the renaming of the file. */
function answeredUnder(file: RecordingInFile, hashes: Readonly<Record<OgxScheme, string>>): OgxScheme | undefined {
  const id = /"id"\s*:\s*"rec-([0-9a-f]{12})"/.exec(file.document.source.text)?.[1];
  const fits = hashSchemes.filter((scheme) => id !== undefined && hashes[scheme].startsWith(id));
  return schemeOfName({ fits }) ?? undefined;
}
