/** Whether the names of recordings are the hashes of their requests. */
import { fileNameOf } from "../formats/ogx/naming";
import { newestScheme, type HashScheme } from "../formats/ogx/requestHash";
import { nameStatus, schemeOfName } from "../formats/ogx/schemeInUse";
import type { RecordingSummary } from "../index/store/summary";
import type { HashStatus } from "../protocol";

/** Whether a recording's name is the hash of its request. A scheme of undefined: the newest. */
export function hashStatus({ naming }: Pick<RecordingSummary, "naming">, scheme: HashScheme | undefined): HashStatus {
  return naming ? nameStatus(naming, scheme) : "unhashable";
}

/** A line of `tapedeck hash`. */
export interface HashReport {
  readonly status: HashStatus;
  /** The newest scheme that the name fits; null where it fits none. */
  readonly scheme: HashScheme | null;
  /** The name that the recorder gives the file; null where it gives none by hash. */
  readonly expected: string | null;
}

/** What the names of a workspace's recordings say about this one's. `scheme` is the one in use; undefined: the newest. */
export function hashReport(
  { naming, hash }: Pick<RecordingSummary, "naming" | "hash">,
  name: string,
  scheme: HashScheme = newestScheme,
): HashReport {
  if (!naming) return { status: "unhashable", scheme: null, expected: null };
  const status = nameStatus(naming, scheme);
  const named = schemeOfName(naming);
  if (status === "current" && hash !== undefined) {
    return { status, scheme: named, expected: name.startsWith("models-") ? fileNameOf(hash, naming.digest) : name };
  }
  const expected = naming.hashes?.[scheme];
  return { status, scheme: named, expected: expected === undefined ? null : fileNameOf(expected, naming.digest) };
}
