/** How the request hash has grown: each step is a scheme that real files are named by. A new scheme is one entry here. */
import type { SchemeTraits } from "../../recording/naming";
import type { Reading } from "./pythonText";

interface Scheme extends SchemeTraits {
  /** What becomes of the body before it is hashed. */
  readonly reading: Reading;
  /** What a body sent to Amazon Bedrock loses before that. */
  readonly ofBedrock?: string;
  /** Where a name fits both, this one is named: it is the one that everybody knows. */
  readonly variantOf?: string;
}

/** Oldest first: in this order they are tried. */
const table = [
  { name: "1", since: "July 2025", what: "twelve digits, no test id", digits: 12, knowsTests: false, reading: "raw" },
  { name: "2", since: "October 2025", what: "sixty-four digits, with the test id", digits: 64, knowsTests: true, reading: "raw" },
  { name: "3", since: "October 2025", what: "numbers rounded to five places", digits: 64, knowsTests: true, reading: "rounded" },
  {
    name: "3b",
    since: "January 2026",
    what: "Bedrock's stream options left out",
    digits: 64,
    knowsTests: true,
    reading: "rounded",
    ofBedrock: "stream_options",
    variantOf: "3",
  },
  {
    name: "4",
    since: "April 2026",
    what: "search results and project ids left out",
    digits: 64,
    knowsTests: true,
    reading: "normalized",
    ofBedrock: "stream_options",
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
