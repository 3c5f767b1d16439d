/** Files named by their requests: what a format that does so says of names. The others have none of it. */
import type { RecordingInFile } from "./recordingInFile";

/** One of the hashes by which recorders of different versions name files; each format has its own. */
export type HashScheme = string;

/** What is known about a scheme. */
export interface SchemeTraits {
  readonly name: HashScheme;
  /** The month when recorders started to use it, and what it changed: for the setting's description. */
  readonly since: string;
  readonly what: string;
  /** The number of hex digits of the hash in a file name. */
  readonly digits: number;
  /** Whether the hash includes the test. */
  readonly knowsTests: boolean;
}

/** Returns the SHA-256 of an ASCII text as 64 lower-case hex digits. Passed in, because this folder has no crypto of its own. */
export type Sha256 = (text: string) => string;

/** The parts of a recording's name. */
export interface RecordingName {
  readonly hash: string;
  /** For a model list, the digest of the listed model ids; for a format whose names start with words, those words. */
  readonly digest: string | undefined;
}

/** A hash in a text, with the text around its digits. */
export interface FoundHash {
  readonly hash: string;
  readonly start: number;
  readonly end: number;
}

export interface SchemeHash<Scheme extends HashScheme = HashScheme> {
  readonly scheme: Scheme;
  /** As in a file name. */
  readonly hash: string;
}

/** How a recording's request relates to its name. */
export interface Naming<Scheme extends HashScheme = HashScheme> {
  /** The schemes under which the name is the hash of the request, oldest first. Most names fit several. */
  readonly fits: readonly Scheme[];
  /** The hash under each scheme; undefined if the newest one fits the name, because then it is not needed. */
  readonly hashes: Readonly<Record<Scheme, string>> | undefined;
  /**
   * Further hashes of the request, neither in the name nor in `hashes`, that a recorder may look up: an older one, or
   * a newer one for a model list that belongs to no test. Absent if there are none, as for nearly all recordings.
   */
  readonly others?: readonly SchemeHash<Scheme>[];
  /**
   * For a recording that names a test but whose name is the hash without it: its hashes with the test, which replay in the test's own
   * process looks up. A server may not know the test yet when it hashes, and learn it when it writes. Otherwise absent.
   */
  readonly withTest?: readonly SchemeHash<Scheme>[];
  /** If the name fits no scheme: the scheme under which the answer's id (`rec-…`) is still the request's hash. */
  readonly recordedUnder: Scheme | undefined;
  /** For a model list, the digest of its models; for a format whose names start with words, those words. */
  readonly digest: string | undefined;
}

/** How a name relates to the scheme in use. */
export type NameStatus = "current" | "older" | "mismatch";

export interface HashDifference {
  /** JSON pointer into the hashed document: `/body/messages/1/content`. */
  readonly pointer: string;
  /** The value as Python prints it in JSON on one line, shortened around the difference; null if the request lacks the field. */
  readonly asked: string | null;
  readonly recorded: string | null;
  /** Whether the field affects the hash; false for what the recorder removes before hashing. */
  readonly counts: boolean;
}

/** Formats a value for display, given its JSON and the name of its field. */
export type Shown = (json: string, field: string) => string;

/** A request to look for, whole or in part. */
export interface AskedRequest {
  /** The test that made it; undefined if unknown, or if it belongs to none. */
  readonly testId: string | undefined;
  /** undefined if the request is incomplete; the missing parts are then taken from the recording it is compared with. */
  hashUnder(scheme: HashScheme, sha256: Sha256): string | undefined;
  /** As it would have been sent in place of a recorded one; undefined where that recording cannot be compared by hash. */
  inPlaceOf(recorded: RecordingInFile): PlacedRequest | undefined;
}

export interface PlacedRequest {
  hashUnder(scheme: HashScheme, sha256: Sha256): string;
  /** Compared field by field as in the hash; if no difference counts, the hashes are equal. undefined for a request of another kind. */
  differences(scheme: HashScheme, shown: Shown): readonly HashDifference[] | undefined;
}

/** What a format provides that names files by the hash of their request. */
export interface RequestNaming {
  /** Oldest first, which is the order in which they are tried. There is at least one. */
  readonly schemes: readonly SchemeTraits[];
  readonly newest: HashScheme;
  /** For recorders that can be configured to change a request before hashing: only a folder in which some name fits shows that this one is not. */
  readonly isByFolder?: boolean;
  /** undefined for a name that the recorder would not make. */
  partsOfName(name: string): RecordingName | undefined;
  /** The recorder's file name; for a model list, with the digest of its models. */
  fileNameOf(hash: string, digest: string | undefined): string;
  /** The recorder's id for an answer, which also identifies the request. */
  idOf(hash: string): string;
  /** The digits of a hash or its beginning, in lower case, as users write them: alone, or in such an id. undefined for other texts. */
  digitsIn(text: string): string | undefined;
  /** All hashes in a line of text: alone, in file names and in such ids. */
  hashesIn(text: string): readonly FoundHash[];
  /** undefined for a recording that is never looked up by hash, or whose request is broken. Never throws. */
  namingOf(file: RecordingInFile, sha256: Sha256): Naming | undefined;
  /** The hash of a recording's request under one scheme; undefined where it has none. Never throws. */
  hashUnder(file: RecordingInFile, scheme: HashScheme, sha256: Sha256): string | undefined;
  /** The same as if another test had made the request; undefined where no test goes into its hash. */
  hashOfTest?(file: RecordingInFile, scheme: HashScheme, sha256: Sha256): ((testId: string) => string) | undefined;
  /** The known hashes of a request that agree with this one, of which 12 or more first digits will do. `named` is the hash in the file's name. */
  hashesLike(naming: Naming, named: string | undefined, hash: string): readonly SchemeHash[];
  /** What a recording tells about its recorder, as a string that is equal for equal evidence; undefined for nothing. */
  evidenceOf(naming: Naming): string | undefined;
  /** The recorder's scheme, given how many recordings have which evidence; undefined if they do not tell. */
  schemeInUse(evidence: ReadonlyMap<string, number>): HashScheme | undefined;
  /** The scheme to name for a file name; null if it fits none. */
  schemeOfName(naming: Pick<Naming, "fits">): HashScheme | null;
  /** `inUse` is the scheme in use; undefined: the newest. */
  nameStatus(naming: Naming, inUse?: HashScheme): NameStatus;
  /** Reads a pasted request; undefined if the text is not one. `testId` is the test that made it, if the text does not name it. */
  readAsked(text: string, testId: string | undefined): AskedRequest | undefined;
}

/** Whether two hashes are equal as far as both go, because some recorders truncate them. */
export function sameHash(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

/** What is known about a scheme; undefined for an unknown name. */
export function traitsOf({ schemes }: RequestNaming, scheme: HashScheme | undefined): SchemeTraits | undefined {
  return schemes.find(({ name }) => name === scheme);
}

/** Whether hashes of this scheme include the test. */
export function knowsTests(naming: RequestNaming, scheme: HashScheme | undefined): boolean {
  return traitsOf(naming, scheme)?.knowsTests === true;
}
