/** Whether the names of recordings are the hashes of their requests. */
import type { Formats } from "../formats/formats";
import type { RecordingSummary } from "../index/store/summary";
import { baseName } from "../index/uris";
import type { HashStatus } from "../protocol";
import type { HashScheme, RequestNaming } from "../recording/naming";

/** What people are told of a recording's name. A scheme of undefined: the newest. */
export function hashStatus(
  formats: Formats,
  { uri, naming }: Pick<RecordingSummary, "uri" | "naming">,
  scheme: HashScheme | undefined,
): HashStatus {
  const status = (naming && formats.ofName(baseName(uri)).naming?.nameStatus(naming, scheme)) ?? "unhashable";
  return status === "current" && naming?.withTest ? "server" : status;
}

/** A line of `tapedeck hash`. */
export interface HashReport {
  readonly status: HashStatus;
  /** The newest scheme that the name fits; null where it fits none. */
  readonly scheme: HashScheme | null;
  /** The name that the recorder gives the file; null where it gives none by hash. */
  readonly expected: string | null;
  /** Where the name is the hash without the test that the recording names, as a server makes it: replay of a server finds it, and no other. */
  readonly withoutTest?: true;
}

/** What a format's names say of a recording's, `name` being its base name. `scheme` is the one in use; undefined: the newest. */
export function hashReport(
  names: RequestNaming | undefined,
  { naming, hash }: Pick<RecordingSummary, "naming" | "hash">,
  name: string,
  scheme?: HashScheme,
): HashReport {
  if (!naming || !names) return { status: "unhashable", scheme: null, expected: null };
  const status = names.nameStatus(naming, scheme);
  const about = { status, scheme: names.schemeOfName(naming), ...(naming.withTest && { withoutTest: true as const }) };
  if (status === "current" && hash !== undefined) {
    const isList = names.partsOfName(name)?.digest !== undefined;
    return { ...about, expected: isList ? names.fileNameOf(hash, naming.digest) : name };
  }
  const expected = naming.hashes?.[scheme ?? names.newest];
  return { ...about, expected: expected === undefined ? null : names.fileNameOf(expected, naming.digest) };
}
