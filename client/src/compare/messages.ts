/** The messages between a comparison's page and the extension. */
import * as z from "zod/mini";
import type { Comparison } from "../../../server/src/protocol";

const revision = z.string().check(z.maxLength(299), z.regex(/^[\w@][\w./@{}~^+-]*$/));

/** Whether git takes a text for a revision, and never for an option. */
export const isRevision = (text: string): boolean => revision.safeParse(text).success;

/** The same, or two revisions separated by two or three dots. */
export const isRange = (text: string): boolean =>
  text.split(/\.{2,3}/).every((part) => part === "" || isRevision(part)) && text !== "";

/** One side of a comparison, in a form that survives a restart. */
const side = z.object({
  /** The recording's id. */
  uri: z.string(),
  /** A git revision; null for the present file, in the open editor or else on disk. */
  revision: z.nullable(revision),
  /** The name shown to the user: "HEAD", "now", a file's name. */
  label: z.string(),
});

const sides = z.object({ before: side, after: side });

export type Side = Readonly<z.infer<typeof side>>;

export interface Sides {
  readonly before: Side;
  readonly after: Side;
}

const comparisonRequest = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready") }),
  z.object({ kind: z.literal("openSide"), side: z.enum(["before", "after"]) }),
  /** Both in VS Code's own diff editor. */
  z.object({ kind: z.literal("openText") }),
]);

export type ComparisonRequest = Readonly<z.infer<typeof comparisonRequest>>;

/** The request, or undefined if the page would never send it. */
export function parseComparisonRequest(value: unknown): ComparisonRequest | undefined {
  return comparisonRequest.safeParse(value).data;
}

export type ComparisonSide = keyof Sides;

/** Set if a recording under review is shown. */
export interface ComparisonReview {
  /** Stays the same for the same recording; for another one the page scrolls to its top. */
  readonly id: string;
  /** The recording's title. */
  readonly title: string;
  /** One sentence for each reason against accepting it. */
  readonly doubts: readonly string[];
}

export type ComparisonMessage =
  | {
      readonly kind: "comparison";
      readonly comparison: Comparison;
      readonly labels: { readonly before: string; readonly after: string };
      readonly review?: ComparisonReview;
    }
  | { readonly kind: "error"; readonly message: string; readonly fatal: boolean };

const comparisonState = z.object({ sides: z.string(), scroll: z.number() });

/** The state that the page remembers so that the comparison can be restored: the sides as JSON. */
export type ComparisonState = Readonly<z.infer<typeof comparisonState>>;

const remembered = z.pick(comparisonState, { sides: true });

/** The sides in a remembered state; undefined if it is not ours. */
export function rememberedSides(state: unknown): Sides | undefined {
  const text = remembered.safeParse(state).data?.sides;
  try {
    return text === undefined ? undefined : sides.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
