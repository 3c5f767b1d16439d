/** Whether the names of recordings are the hashes of their requests. */
import type { Formats } from "../formats/formats";
import type { RecordingSummary } from "../index/store/summary";
import { baseName } from "../index/uris";
import type { HashStatus } from "../protocol";
import type { HashScheme, RequestNaming } from "../recording/naming";

/** The status of a recording's name for display. A scheme of undefined means the newest. */
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
  /** The newest scheme that the name fits; null if there is none. */
  readonly scheme: HashScheme | null;
  /** The recorder's name for the file; null if it does not name it by hash. */
  readonly expected: string | null;
  /** The name is the hash without the recording's test, as a server computes it: only replay of a server finds it. */
  readonly withoutTest?: true;
}

/** The relation of a recording's name (`name` is its base name) to its request. `scheme` is the one in use; undefined means the newest. */
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
