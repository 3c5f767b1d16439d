/** Files named by their requests: what a format that does so says of names. The others have none of it. */
import type { RecordingInFile } from "./recordingInFile";

/** One of the hashes by which recorders of different age name files; each format has its own. */
export type HashScheme = string;

/** What is said of a scheme wherever it matters which one it is. */
export interface SchemeTraits {
  readonly name: HashScheme;
  /** The month in which recorders began to name files by it, and what it changed: for the setting. */
  readonly since: string;
  readonly what: string;
  /** How many hex digits of the hash name a file. */
  readonly digits: number;
  /** Whether the test goes into the hash, so that a hash tells it. */
  readonly knowsTests: boolean;
}

/** The SHA-256 of an ASCII text, as 64 lower-case hex digits. The domain has no crypto of its own, so callers bring theirs. */
export type Sha256 = (text: string) => string;

/** A recording's name taken apart. */
export interface RecordingName {
  readonly hash: string;
  /** Of a model list, the digest of the listed model ids; of a format that begins its names with words, those. */
  readonly digest: string | undefined;
}

/** A hash in a text, with what is written around its digits. */
export interface FoundHash {
  readonly hash: string;
  readonly start: number;
  readonly end: number;
}

export interface SchemeHash<Scheme extends HashScheme = HashScheme> {
  readonly scheme: Scheme;
  /** As a file name carries it. */
  readonly hash: string;
}

/** What a recording's request says of its name. */
export interface Naming<Scheme extends HashScheme = HashScheme> {
  /** The schemes under which the hash in the name is that of the request, oldest first. Most names fit several. */
  readonly fits: readonly Scheme[];
  /** The hash under each scheme; undefined where the newest one fits the name, for then nobody asks. */
  readonly hashes: Readonly<Record<Scheme, string>> | undefined;
  /**
   * Hashes of the request that neither the name nor `hashes` carries, under the schemes that were tried: an older recorder asks for them, or
   * a newer one for a model list that belongs to no test. Absent where there are none, as of nearly all recordings.
   */
  readonly others?: readonly SchemeHash<Scheme>[];
  /**
   * Of a recording that names a test and whose name is its request's hash without it: its hashes with the test, by which replay in the test's own
   * process looks. A server may not know the test yet when it hashes, and learn it when it writes. Absent for all others.
   */
  readonly withTest?: readonly SchemeHash<Scheme>[];
  /** Where the name fits none: the scheme under which the answer's id (`rec-…`) still names the request. */
  readonly recordedUnder: Scheme | undefined;
  /** Of a model list: the digest of the models listed; of a format that begins its names with words, those. */
  readonly digest: string | undefined;
}

/** What a name is under the scheme in use. */
export type NameStatus = "current" | "older" | "mismatch";

export interface HashDifference {
  /** JSON pointer into the hashed document: `/body/messages/1/content`. */
  readonly pointer: string;
  /** The value as Python's JSON on one line, shortened around the difference; null where the request lacks the field. */
  readonly asked: string | null;
  readonly recorded: string | null;
  /** Whether the hashes differ by it; false for what the recorder takes out before hashing. */
  readonly counts: boolean;
}

/** What is shown of a value: its JSON and the name of its field in, the text for people out. */
export type Shown = (json: string, field: string) => string;

/** A request that somebody looks for, whole or in part. */
export interface AskedRequest {
  /** The test that made it; undefined where it names none, or belongs to none. */
  readonly testId: string | undefined;
  /** undefined where it is not whole: what it lacks, a recording has that it is compared with. */
  hashUnder(scheme: HashScheme, sha256: Sha256): string | undefined;
  /** As it would have been sent in place of a recorded one; undefined where that recording cannot be compared by hash. */
  inPlaceOf(recorded: RecordingInFile): PlacedRequest | undefined;
}

export interface PlacedRequest {
  hashUnder(scheme: HashScheme, sha256: Sha256): string;
  /** Field by field, as the hash sees them; none that count: the same hash. undefined for a request of another kind. */
  differences(scheme: HashScheme, shown: Shown): readonly HashDifference[] | undefined;
}

/** Of a format that names files by the hash of their request. */
export interface RequestNaming {
  /** Oldest first: in this order they are tried. There is at least one. */
  readonly schemes: readonly SchemeTraits[];
  readonly newest: HashScheme;
  /** Of recorders that may be told to change a request before they hash it: only a folder in which a name fits tells that this one is not. */
  readonly isByFolder?: boolean;
  /** undefined for a name that the recorder would not give. */
  partsOfName(name: string): RecordingName | undefined;
  /** The name that the recorder gives to a file: of a model list, with the digest of its models. */
  fileNameOf(hash: string, digest: string | undefined): string;
  /** The id that the recorder gives to an answer; it names the request too. */
  idOf(hash: string): string;
  /** The digits of a hash, or its first ones, in lower case, as people write them: alone, or in such an id. undefined for any other text. */
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
  /** What a recording says of its recorder: a text that is equal for equal evidence; undefined for nothing. */
  evidenceOf(naming: Naming): string | undefined;
  /** The scheme that a recorder uses, from how many of its recordings give which evidence; undefined where they do not tell. */
  schemeInUse(evidence: ReadonlyMap<string, number>): HashScheme | undefined;
  /** The scheme to name for a name; null where it fits none. */
  schemeOfName(naming: Pick<Naming, "fits">): HashScheme | null;
  /** `inUse` is the scheme in use; undefined: the newest. */
  nameStatus(naming: Naming, inUse?: HashScheme): NameStatus;
  /** A request as somebody pastes it; undefined for a text that is none. `testId` is of the test that made it, where the text does not say. */
  readAsked(text: string, testId: string | undefined): AskedRequest | undefined;
}

/** Whether two hashes agree as far as both are given: some recorders cut them. */
export function sameHash(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

/** What is known of a scheme; undefined for the name of none. */
export function traitsOf({ schemes }: RequestNaming, scheme: HashScheme | undefined): SchemeTraits | undefined {
  return schemes.find(({ name }) => name === scheme);
}

/** Whether hashes of this scheme tell the test. */
export function knowsTests(naming: RequestNaming, scheme: HashScheme | undefined): boolean {
  return traitsOf(naming, scheme)?.knowsTests === true;
}
