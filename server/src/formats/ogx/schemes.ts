/** How the request hash has grown: each step is a scheme that real files are named by. A new scheme is one entry here. */
import type { SchemeTraits } from "../../recording/naming";
import type { Reading } from "./pythonText";

interface Scheme extends SchemeTraits {
  /** What becomes of the body before it is hashed. */
  readonly reading: Reading;
  /** What a body sent to Amazon Bedrock loses before that. */
  readonly ofBedrock?: string;
  /** The model lists that belong to no test. */
  readonly lists: SharedLists;
  /** It differs from this one for few requests: that is named where a name fits both, and is in use where no name tells. */
  readonly variantOf?: string;
}

/** Model lists are asked for before any test, so that their requests are hashed as if no test had made them. */
export interface SharedLists {
  readonly paths: readonly string[];
  /** Whether all paths that end in `/models` are such lists, but for providers on the recorder's own machine. */
  readonly ofOtherHosts: boolean;
  /** What is hashed in place of the test: nothing, or null as for a request that no test made. */
  readonly testId: undefined | null;
}

const firstLists: SharedLists = { paths: ["/api/tags", "/v1/models"], ofOtherHosts: false, testId: undefined };
const threeLists: SharedLists = { ...firstLists, paths: [...firstLists.paths, "/v1/openai/v1/models"] };
/** `/info` is the one model of a Text Embeddings Inference server, recorded since OGX 1.5. */
const allLists: SharedLists = { paths: [...threeLists.paths, "/info"], ofOtherHosts: true, testId: null };

/** Oldest first: in this order they are tried. Llama Stack 0.2 uses 1, no release 2, 0.3 and 0.4 use 3, 0.5 and 0.6 use 3b, 0.7 uses 3c; OGX 0.8 to 1.1 use 4, 1.2 to 1.5 use 4b. */
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

/** A name that is none is taken for the newest's. */
export function schemeNamed(name: string): OgxTraits {
  return byName.get(name) ?? newest;
}

/** What is made of each scheme. */
export function underEach<T>(make: (scheme: OgxScheme) => T): Readonly<Record<OgxScheme, T>> {
  return Object.fromEntries(hashSchemes.map((scheme) => [scheme, make(scheme)])) as Record<OgxScheme, T>;
}
