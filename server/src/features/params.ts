/**
 * What the parameters of a request must be like to be answered. A client that sends others is told so (`InvalidParams`): its mistake is none of
 * ours, and is not logged as one.
 */
import * as z from "zod/mini";

/** Anything that says what it accepts. */
export type Schema = z.ZodMiniType;

/** Parameters of requests about a document. */
export const aboutDocument = z.looseObject({ textDocument: z.looseObject({ uri: z.string() }) });

/** A place in a document. */
export const position = z.looseObject({ line: z.number(), character: z.number() });

/** Parameters of requests about a position in a document. */
export const atPosition = z.extend(aboutDocument, { position });

/** Parameters of requests about a range of a document. */
export const inRange = z.extend(aboutDocument, { range: z.looseObject({ start: position, end: position }) });

/** Parameters of requests for symbols. */
export const withQuery = z.looseObject({ query: z.string() });

/** Parameters of which nothing is needed, or which are resolved. */
export const anyObject = z.looseObject({});

/** In one sentence what is wrong with parameters, and where; undefined where nothing is. */
export function problemWithParams(schema: Schema, params: unknown): string | undefined {
  const [issue] = schema.safeParse(params).error?.issues ?? [];
  if (issue === undefined) return undefined;
  const place = issue.path.map(String).join(".");
  return place === "" ? "Invalid parameters." : `Invalid parameter ${place}.`;
}
