/** A tool for coding agents, as data: its description, its input, and the function that answers. MCP server and editor offer the same tools. */
import * as z from "zod/mini";
import type { Services } from "../services";

/** Why a tool cannot answer, in a sentence that tells the agent what to do instead. */
export class ToolError extends Error {
  /** `names` are from the project, and kept apart from our own words. */
  constructor(
    sentence: string,
    readonly names: readonly string[] = [],
  ) {
    super(sentence);
  }
}

export type Input = z.ZodMiniObject;

export interface Tool {
  /** The name by which agents call it. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** For the agent: when to use it, and what it returns. */
  readonly description: string;
  readonly input: Input;
  /** Schema of the answer; `hint` and `next_cursor` are our own words, everything else may be recorded text. */
  readonly output: Input;
  /** Waits for the first scan. Throws a `ToolError` if it cannot answer. */
  readonly answer: (services: Services, input: never) => Promise<Answer>;
}

/** The result of a tool, as plain data. */
export type Answer = Readonly<Record<string, unknown>> & { readonly hint?: string | undefined };

/** Checks the types of a tool's definition, and returns it as one of many. */
export function tool<I extends Input, O extends Input>(
  definition: Omit<Tool, "input" | "output" | "answer"> & {
    readonly input: I;
    readonly output: O;
    readonly answer: (services: Services, input: z.infer<I>) => Promise<z.infer<O>>;
  },
): Tool {
  return definition;
}

/** A string with a description. */
export const text = (description: string) => z.string().check(z.describe(description));

export const number = (description: string) => z.number().check(z.describe(description));

export const optionalText = (description: string) => z.optional(text(description).check(z.minLength(1), z.maxLength(4_000)));

/** Fields that every answer may have. */
export const said = {
  hint: z.optional(text("What to do with it, in Tapedeck's own words.")),
};
