/** What a comparison's page and the extension say to each other. */
import type { Comparison } from "../../../server/src/protocol";

/** One side of a comparison, as it can be found again after a restart. */
export interface Side {
  /** The recording's id. */
  readonly uri: string;
  /** A git revision; null: the file as it is now, the open editor's text before the disk's. */
  readonly revision: string | null;
  /** What the user sees it called: "HEAD", "now", a file's name. */
  readonly label: string;
}

export interface Sides {
  readonly before: Side;
  readonly after: Side;
}

export type ComparisonRequest =
  | { readonly kind: "ready" }
  | { readonly kind: "openSide"; readonly side: "before" | "after" }
  /** Both as text, in VS Code's own diff editor. */
  | { readonly kind: "openText" };

export type ComparisonMessage =
  | {
      readonly kind: "comparison";
      readonly comparison: Comparison;
      readonly labels: { readonly before: string; readonly after: string };
    }
  | { readonly kind: "error"; readonly message: string; readonly fatal: boolean };

/** What the page remembers, so that the editor can compare again after a restart. */
export interface ComparisonState {
  readonly sides: string;
  readonly scroll: number;
}

/** The wish, or undefined when it is none that the page would send. */
export function parseComparisonRequest(value: unknown): ComparisonRequest | undefined {
  if (!isObject(value)) return undefined;
  switch (value["kind"]) {
    case "ready":
    case "openText":
      return { kind: value["kind"] };
    case "openSide":
      return value["side"] === "before" || value["side"] === "after" ? { kind: "openSide", side: value["side"] } : undefined;
    default:
      return undefined;
  }
}

/** The sides of a remembered page; undefined when the state is not one we wrote. */
export function rememberedSides(state: unknown): Sides | undefined {
  if (!isObject(state) || typeof state["sides"] !== "string") return undefined;
  try {
    const sides: unknown = JSON.parse(state["sides"]);
    return isObject(sides) && isSide(sides["before"]) && isSide(sides["after"])
      ? { before: sides["before"], after: sides["after"] }
      : undefined;
  } catch {
    return undefined;
  }
}

const isSide = (value: unknown): value is Side =>
  isObject(value) &&
  typeof value["uri"] === "string" &&
  typeof value["label"] === "string" &&
  (value["revision"] === null || isRevision(value["revision"]));

/** What git takes for a commit and never for an option. */
export const isRevision = (value: unknown): value is string =>
  typeof value === "string" && /^[\w@][\w./@{}~^+-]*$/.test(value) && value.length < 300;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
