/** Paging of long lists. */
import * as z from "zod/mini";
import { number, optionalText, text, ToolError } from "./tool";

/** The input of lists. */
export const paged = {
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(100), z.describe("How many entries to give at most; 10 by default."))),
  cursor: optionalText("`next_cursor` of the answer before, to read on."),
};

/** The output of lists. */
export const page = {
  total: number("How many there are in all."),
  next_cursor: z.optional(text("Give it as `cursor` to read on; absent at the end.")),
};

interface Asked {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** The index at which a page starts. Throws a `ToolError` for an invalid cursor. */
export function startOf({ cursor }: Asked): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,9}$/.test(cursor)) throw new ToolError("This cursor is not one that an answer gave as next_cursor.");
  return Number(cursor);
}

export const limitOf = ({ limit = 10 }: Asked): number => limit;

/** The entries of the requested page, and what the answer says about the others. */
export function pageOf<T>(all: readonly T[], asked: Asked) {
  const start = startOf(asked);
  const end = start + limitOf(asked);
  return {
    entries: all.slice(start, end),
    page: { total: all.length, ...(end < all.length ? { next_cursor: String(end) } : {}) },
  };
}
