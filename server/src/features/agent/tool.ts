/** What a coding agent may ask, as data: the words by which it finds a tool, what goes in, and who answers. MCP server and editor offer the same. */
import * as z from "zod/mini";
import type { Services } from "../services";

/** What stands in the way of an answer, in a sentence that tells the agent what to do instead. */
export class ToolError extends Error {
  /** `names` are the project's, and stand apart from our own words. */
  constructor(
    sentence: string,
    readonly names: readonly string[] = [],
  ) {
    super(sentence);
  }
}

export type Input = z.ZodMiniObject;

export interface Tool {
  /** As agents call it. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** For the agent: when to use it, and what it gives. */
  readonly description: string;
  readonly input: Input;
  /** Of the answer; `hint` and `next_cursor` are our own words, all else may be recorded. */
  readonly output: Input;
  /** Waits for the first scan. Throws a `ToolError` for what cannot be answered. */
  readonly answer: (services: Services, input: never) => Promise<Answer>;
}

/** What a tool found, plain data. */
export type Answer = Readonly<Record<string, unknown>> & { readonly hint?: string | undefined };

/** Typed where it is written, and one of many where it is listed. */
export function tool<I extends Input, O extends Input>(
  definition: Omit<Tool, "input" | "output" | "answer"> & {
    readonly input: I;
    readonly output: O;
    readonly answer: (services: Services, input: z.infer<I>) => Promise<z.infer<O>>;
  },
): Tool {
  return definition;
}

/** A text with what it means. */
export const text = (description: string) => z.string().check(z.describe(description));

export const number = (description: string) => z.number().check(z.describe(description));

export const optionalText = (description: string) => z.optional(text(description).check(z.minLength(1), z.maxLength(4_000)));

/** What every answer may have beside its own. */
export const said = {
  hint: z.optional(text("What to do with it, in Tapedeck's own words.")),
};
