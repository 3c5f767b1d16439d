/** What families have against the shape of their chunks. */
import { familyOfChunk } from "../recording/families/families";
import { frameProblem, unframed } from "../recording/families/frames";
import type { Family } from "../recording/families/family";
import { isObject } from "../recording/json";
import type { Chunk, Problem } from "../recording/recording";
import type { RecordingInDocument } from "../recording/recordingDocument";
import { oncePerCall } from "./oncePerFile";
import type { Report } from "./rule";

/** What a family has against a chunk of its own. */
export interface ShapeProblem {
  readonly chunk: number;
  readonly report: Report;
  /** The plain values that it costs, by name; undefined where it costs what holds others. */
  readonly fields: readonly string[] | undefined;
}

/** What the family has against its sound chunks, made once. */
export const shapeProblems = oncePerCall((file): readonly ShapeProblem[] => {
  const { family } = file;
  return suspects(file).flatMap((chunk) => {
    const broken = frameProblem(chunk);
    if (broken !== undefined) return [{ chunk: chunk.index, report: broken, fields: undefined }];
    const shape = ofSchema(file, chunk);
    const words = isSent(file) ? [] : (family.wrongWords?.(chunk) ?? []);
    const reports = shape.length === 0 ? words : [...shape, ...words.filter(({ severity }) => severity === undefined)];
    return reports.map(({ fields, ...report }) => ({ chunk: chunk.index, report, fields }));
  });
});

/** Problems of shape that keep a client from reading something; hints are left out. */
export const brokenShapes = oncePerCall((file) => shapeProblems(file).filter(({ report }) => report.severity === undefined));

/** The broken shapes without words that a client does not know: such chunks can be read all the same. */
export function misshapen(file: RecordingInDocument): readonly Report[] {
  return suspects(file).flatMap((chunk) => ofSchema(file, chunk));
}

/** The sound chunks that the family has to look at. */
function suspects(file: RecordingInDocument): readonly Chunk[] {
  const { family } = file;
  return file.sorted.sound.filter(
    (chunk) => family.isSound?.(chunk) !== true && (isOfFamily(family, chunk) || frameProblem(chunk) !== undefined),
  );
}

/** It reaches its client over HTTP, as the provider sent it. */
const isSent = ({ recording }: RecordingInDocument): boolean => recording?.request?.kind === "http";

function ofSchema(file: RecordingInDocument, chunk: Chunk): readonly Problem[] {
  const { family } = file;
  const problems = isSent(file) ? (family.validateSent ?? family.validate)(chunk) : family.validate(chunk);
  return problems.map((problem) => ({ ...problem, path: [...chunk.dataPath, ...problem.path] }));
}

/** A chunk that names no class and that no family recognises is of its siblings' family, so far as it is anything. */
function isOfFamily(family: Family, chunk: Chunk): boolean {
  if (family.recognises(unframed(chunk))) return true;
  return chunk.type === undefined && isObject(chunk.data) && familyOfChunk(chunk) === undefined;
}
