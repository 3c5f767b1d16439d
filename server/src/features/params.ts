/** Schemas of request parameters. A client that sends others gets `InvalidParams`, which is not logged, as it is the client's mistake. */
import * as z from "zod/mini";

/** Any schema. */
export type Schema = z.ZodMiniType;

/** Parameters of requests about a document. */
export const aboutDocument = z.looseObject({ textDocument: z.looseObject({ uri: z.string() }) });

/** A position in a document. */
export const position = z.looseObject({ line: z.number(), character: z.number() });

/** Parameters of requests about a position in a document. */
export const atPosition = z.extend(aboutDocument, { position });

/** Parameters of requests about a range of a document. */
export const inRange = z.extend(aboutDocument, { range: z.looseObject({ start: position, end: position }) });

/** Parameters of requests for symbols. */
export const withQuery = z.looseObject({ query: z.string() });

/** Parameters that are not needed, or are resolved. */
export const anyObject = z.looseObject({});

/** What is wrong with parameters, and where, in one sentence; undefined if they are valid. */
export function problemWithParams(schema: Schema, params: unknown): string | undefined {
  const [issue] = schema.safeParse(params).error?.issues ?? [];
  if (issue === undefined) return undefined;
  const place = issue.path.map(String).join(".");
  return place === "" ? "Invalid parameters." : `Invalid parameter ${place}.`;
}
