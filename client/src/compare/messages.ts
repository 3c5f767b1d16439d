/** What a comparison's page and the extension say to each other. */
import * as z from "zod/mini";
import type { Comparison } from "../../../server/src/protocol";

const revision = z.string().check(z.maxLength(299), z.regex(/^[\w@][\w./@{}~^+-]*$/));

/** What git takes for a commit and never for an option. */
export const isRevision = (text: string): boolean => revision.safeParse(text).success;

/** The same, or two with two or three dots between them. */
export const isRange = (text: string): boolean =>
  text.split(/\.{2,3}/).every((part) => part === "" || isRevision(part)) && text !== "";

/** One side of a comparison, as it can be found again after a restart. */
const side = z.object({
  /** The recording's id. */
  uri: z.string(),
  /** A git revision; null: the file as it is now, the open editor's text before the disk's. */
  revision: z.nullable(revision),
  /** What the user sees it called: "HEAD", "now", a file's name. */
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
  /** Both as text, in VS Code's own diff editor. */
  z.object({ kind: z.literal("openText") }),
]);

export type ComparisonRequest = Readonly<z.infer<typeof comparisonRequest>>;

/** The wish, or undefined when it is none that the page would send. */
export function parseComparisonRequest(value: unknown): ComparisonRequest | undefined {
  return comparisonRequest.safeParse(value).data;
}

export type ComparisonSide = keyof Sides;

/** What is shown is a recording under review. */
export interface ComparisonReview {
  /** Of the same recording always the same; a page that is shown another begins at its top. */
  readonly id: string;
  /** What the recording is. */
  readonly title: string;
  /** A sentence for all that speaks against accepting it. */
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

/** What the page remembers, so that the editor can compare again after a restart: the sides as JSON. */
export type ComparisonState = Readonly<z.infer<typeof comparisonState>>;

const remembered = z.pick(comparisonState, { sides: true });

/** The sides of a remembered page; undefined when the state is not one we wrote. */
export function rememberedSides(state: unknown): Sides | undefined {
  const text = remembered.safeParse(state).data?.sides;
  try {
    return text === undefined ? undefined : sides.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
