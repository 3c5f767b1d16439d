/** Infers the hash scheme that a workspace's recorder uses from the names of its recordings. */
import type { HashScheme, Naming, NameStatus } from "../../recording/naming";
import { hashSchemes, newestScheme, schemeNamed } from "./schemes";

/** The part of a recording's naming that tells about its recorder, as a string that is equal for equal evidence. */
export function evidenceOf(naming: Naming): string | undefined {
  if (naming.fits.length > 0) return naming.fits.join(" ");
  return naming.recordedUnder && `recorded ${naming.recordedUnder}`;
}

/** This many recordings that fit the scheme before a change, and none that fits the one after it, show that the recorder lacks the change. */
const enoughToTell = 3;

/**
 * The scheme in use, given how many recordings have which evidence: the newest that fits any, or the one before it if
 * several recordings fit that and none fits the newest. undefined if no recording fits any scheme, as with a recorder
 * that has its own hash.
 */
export function schemeInUse(evidence: ReadonlyMap<string, number>): HashScheme | undefined {
  const counted = [...evidence].filter(([, count]) => count > 0).map(([key, count]) => ({ schemes: key.split(" "), count }));
  const count = (by: string, notBy?: string) =>
    counted.reduce((sum, each) => (each.schemes.includes(by) && !each.schemes.includes(notBy ?? "") ? sum + each.count : sum), 0);
  const named = counted.filter(({ schemes }) => schemes[0] !== "recorded");
  if (named.length === 0) return hashSchemes.findLast((scheme) => count(scheme) > 0);
  const isInUse = (scheme: HashScheme, before: HashScheme | undefined) => {
    if (!named.some(({ schemes }) => schemes.includes(scheme))) return false;
    const { variantOf } = schemeNamed(scheme);
    if (variantOf !== undefined) return count(scheme, variantOf) > 0;
    return before === undefined || count(scheme, before) > 0 || count(before, scheme) < enoughToTell;
  };
  return hashSchemes.findLast((scheme, at) => isInUse(scheme, hashSchemes[at - 1]));
}

/** The scheme to name. Where a scheme differs from another only for few requests, and the name fits both, it is the other one. */
export function schemeOfName<Scheme extends HashScheme>({ fits }: Pick<Naming<Scheme>, "fits">): Scheme | null {
  const newest = fits.at(-1) ?? null;
  const known = newest === null ? undefined : schemeNamed(newest).variantOf;
  return fits.find((scheme) => scheme === known) ?? newest;
}

/** The status of a name under the scheme in use; undefined for an unknown one, which counts as the newest and the one it is a variant of. */
export function nameStatus({ fits }: Pick<Naming, "fits">, inUse?: HashScheme): NameStatus {
  const scheme = schemeNamed(inUse ?? newestScheme);
  if (fits.includes(scheme.name) || (inUse === undefined && fits.some((each) => each === scheme.variantOf))) return "current";
  const newest = fits.at(-1);
  return newest !== undefined && ageOf(newest) < ageOf(scheme.name) ? "older" : "mismatch";
}

const ageOf = (scheme: HashScheme): number => hashSchemes.findIndex((each) => each === scheme);
