/**
 * What the parameters of a request must be like to be answered. A client that sends others is told so (`InvalidParams`): its mistake is none of
 * ours, and is not logged as one.
 */
import * as z from "zod/mini";
import type { Requests } from "../protocol";
import { rerecordTarget } from "../rerecordTarget";

/** Anything that says what it accepts. */
export type Schema = z.ZodMiniType;

const uri = z.string();
const strings = z.array(z.string());
const optionalText = z.optional(z.string());
const nothing = z.looseObject({});
const comparedText = z.object({ uri, text: optionalText, missing: optionalText });

/** Of requests about a document. */
export const aboutDocument = z.looseObject({ textDocument: z.looseObject({ uri }) });

const position = z.looseObject({ line: z.number(), character: z.number() });

/** Of requests about a place in a document. */
export const atPosition = z.extend(aboutDocument, { position });

/** Of requests about a stretch of a document. */
export const inRange = z.extend(aboutDocument, { range: z.looseObject({ start: position, end: position }) });

/** Of requests for symbols. */
export const withQuery = z.looseObject({ query: z.string() });

/** Of what is resolved, and of requests in which nothing is needed. */
export const anyObject = nothing;

/** Of our own requests. */
export const ownParams: { readonly [M in keyof Requests]: Schema } = {
  "tapedeck/compare": z.object({ before: comparedText, after: comparedText }),
  "tapedeck/copyAs": z.object({ uri, format: z.enum(["text", "curl", "python", "markdown", "pytest", "testId"]) }),
  "tapedeck/streamView": z.object({ uri }),
  "tapedeck/recordingAt": z.object({ uri, position }),
  "tapedeck/recordingPlace": z.object({ id: uri }),
  "tapedeck/findTest": z.object({ testId: optionalText, from: z.optional(uri) }),
  "tapedeck/nodeIds": z.object({ text: z.string() }),
  "tapedeck/recordings": z.object({ testId: optionalText, hash: optionalText }),
  "tapedeck/explain": z.object({ text: z.string(), testId: optionalText, request: optionalText, uri: z.optional(uri) }),
  "tapedeck/fixAll": nothing,
  "tapedeck/collectionPlan": nothing,
  "tapedeck/testsCollected": z.object({ root: uri, modules: strings, testIds: strings, failed: strings, complete: z.boolean() }),
  "tapedeck/rerecordPlan": rerecordTarget,
  "tapedeck/judgeStaged": z.object({ uri, before: z.nullable(z.string()), after: z.string() }),
  "tapedeck/readable": z.object({ name: z.string(), text: z.string() }),
  "tapedeck/whenListed": nothing,
  "tapedeck/whenIndexed": nothing,
};

/** In one sentence what is wrong with parameters, and where; undefined where nothing is. */
export function problemWithParams(schema: Schema, params: unknown): string | undefined {
  const [issue] = schema.safeParse(params).error?.issues ?? [];
  if (issue === undefined) return undefined;
  const place = issue.path.map(String).join(".");
  return place === ""
    ? "The parameters are not what this request takes."
    : `The parameter ${place} is not what this request takes.`;
}
