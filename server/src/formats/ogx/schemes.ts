/** The versions of the request hash that real files are named by. A new scheme is one entry here. */
import type { SchemeTraits } from "../../recording/naming";
import type { Reading } from "./pythonText";

interface Scheme extends SchemeTraits {
  /** How the body is changed before hashing. */
  readonly reading: Reading;
  /** What is removed before that from a body for Amazon Bedrock. */
  readonly ofBedrock?: string;
  /** The model lists that belong to no test. */
  readonly lists: SharedLists;
  /** The scheme that this one differs from only for few requests: that one is named if a name fits both, and used if no name tells. */
  readonly variantOf?: string;
}

/** Model lists are requested before any test, so their requests are hashed as if no test had made them. */
export interface SharedLists {
  readonly paths: readonly string[];
  /** Whether all paths ending in `/models` are such lists, except for providers on the recorder's own machine. */
  readonly ofOtherHosts: boolean;
  /** What is hashed in place of the test: nothing, or null as for any request outside of tests. */
  readonly testId: undefined | null;
}

const firstLists: SharedLists = { paths: ["/api/tags", "/v1/models"], ofOtherHosts: false, testId: undefined };
const threeLists: SharedLists = { ...firstLists, paths: [...firstLists.paths, "/v1/openai/v1/models"] };
/** `/info` describes the only model of a Text Embeddings Inference server; recorded since OGX 1.5. */
const allLists: SharedLists = { paths: [...threeLists.paths, "/info"], ofOtherHosts: true, testId: null };

/**
 * Oldest first, which is the order in which they are tried. Llama Stack 0.2 uses 1, no release 2, 0.3 and 0.4 use 3, 0.5 and 0.6 use 3b, 0.7 uses 3c;
 * OGX 0.8 to 1.1 use 4, 1.2 to 1.5 use 4b.
 */
const table = [
  {
    name: "1",
    since: "July 2025",
    what: "twelve digits, no test id",
    digits: 12,
    knowsTests: false,
    reading: "raw",
    lists: firstLists,
  },
  {
    name: "2",
    since: "October 2025",
    what: "sixty-four digits, with the test id",
    digits: 64,
    knowsTests: true,
    reading: "raw",
    lists: firstLists,
  },
  {
    name: "3",
    since: "October 2025",
    what: "numbers rounded to five places",
    digits: 64,
    knowsTests: true,
    reading: "rounded",
    lists: threeLists,
  },
  {
    name: "3b",
    since: "January 2026",
    what: "Bedrock's stream options left out",
    digits: 64,
    knowsTests: true,
    reading: "rounded",
    ofBedrock: "stream_options",
    lists: threeLists,
    variantOf: "3",
  },
  {
    name: "3c",
    since: "April 2026",
    what: "project ids left out",
    digits: 64,
    knowsTests: true,
    reading: "withoutIds",
    ofBedrock: "stream_options",
    lists: threeLists,
    variantOf: "3",
  },
  {
    name: "4",
    since: "April 2026",
    what: "search results left out",
    digits: 64,
    knowsTests: true,
    reading: "normalized",
    ofBedrock: "stream_options",
    lists: threeLists,
  },
  {
    name: "4b",
    since: "July 2026",
    what: "all model lists without a test",
    digits: 64,
    knowsTests: true,
    reading: "normalized",
    ofBedrock: "stream_options",
    lists: allLists,
    variantOf: "4",
  },
] as const satisfies readonly Scheme[];

export type OgxScheme = (typeof table)[number]["name"];
type OgxTraits = Scheme & { readonly name: OgxScheme };

export const schemes: readonly OgxTraits[] = table;
export const hashSchemes: readonly OgxScheme[] = table.map(({ name }) => name);

const newest: OgxTraits = schemes.at(-1) ?? table[0];
export const newestScheme = newest.name;

const byName = new Map<string, OgxTraits>(schemes.map((scheme) => [scheme.name, scheme]));

/** An unknown name yields the newest scheme. */
export function schemeNamed(name: string): OgxTraits {
  return byName.get(name) ?? newest;
}

/** Calls `make` for each scheme. */
export function underEach<T>(make: (scheme: OgxScheme) => T): Readonly<Record<OgxScheme, T>> {
  return Object.fromEntries(hashSchemes.map((scheme) => [scheme, make(scheme)])) as Record<OgxScheme, T>;
}
