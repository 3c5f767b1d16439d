/** Which hash scheme the recorder of a workspace uses, told by the names of its own recordings. */
import type { HashScheme, Naming, NameStatus } from "../../recording/naming";
import { hashSchemes, newestScheme, schemeNamed } from "./schemes";

/** What a recording says of its recorder: the part of its naming that counts, as a text that is equal for equal evidence. */
export function evidenceOf(naming: Naming): string | undefined {
  if (naming.fits.length > 0) return naming.fits.join(" ");
  return naming.recordedUnder && `recorded ${naming.recordedUnder}`;
}

/** So many recordings that were named before a change of the hash, and none after it, say that the recorder has not made that change. */
const enoughToTell = 3;

/**
 * The scheme in use, from how many recordings give which evidence: the newest that names any of them, or the one before where several
 * recordings are named as before the change and none as after it. undefined where no recording is named by any scheme, as by a recorder
 * with a hash of its own.
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

/** The scheme to name: of one that differs from another for few requests alone, the other where the name fits both. */
export function schemeOfName<Scheme extends HashScheme>({ fits }: Pick<Naming<Scheme>, "fits">): Scheme | null {
  const newest = fits.at(-1) ?? null;
  const known = newest === null ? undefined : schemeNamed(newest).variantOf;
  return fits.find((scheme) => scheme === known) ?? newest;
}

/** What a name is under the scheme in use. A scheme of undefined is one that nothing is known of: the newest, and the one it is a variant of. */
export function nameStatus({ fits }: Pick<Naming, "fits">, inUse?: HashScheme): NameStatus {
  const scheme = schemeNamed(inUse ?? newestScheme);
  if (fits.includes(scheme.name) || (inUse === undefined && fits.some((each) => each === scheme.variantOf))) return "current";
  const newest = fits.at(-1);
  return newest !== undefined && ageOf(newest) < ageOf(scheme.name) ? "older" : "mismatch";
}

const ageOf = (scheme: HashScheme): number => hashSchemes.findIndex((each) => each === scheme);
