/** Problems that families find in the shape of their chunks. */
import { familyOfChunk } from "../recording/families/families";
import { frameProblem } from "../recording/families/frames";
import { toRecognise } from "../recording/families/plainEvent";
import type { Family } from "../recording/families/family";
import { isObject } from "../recording/json";
import type { Chunk, Problem } from "../recording/recording";
import type { RecordingInDocument } from "../recording/recordingDocument";
import { oncePerCall } from "./oncePerFile";
import type { Report } from "./rule";

/** A problem with the shape of a chunk. */
export interface ShapeProblem {
  readonly chunk: number;
  readonly report: Report;
  /** The plain fields that are lost, by name; undefined if fields with children are lost. */
  readonly fields: readonly string[] | undefined;
}

/** The family's problems with chunks that are otherwise readable; computed once. */
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

/** The problems that keep a client from reading something, without hints. */
export const brokenShapes = oncePerCall((file) => shapeProblems(file).filter(({ report }) => report.severity === undefined));

/** Those problems, except words that a client does not know, because such chunks can still be read. */
export function misshapen(file: RecordingInDocument): readonly Report[] {
  return suspects(file).flatMap((chunk) => ofSchema(file, chunk));
}

/** The readable chunks that the family should check. */
function suspects(file: RecordingInDocument): readonly Chunk[] {
  const { family } = file;
  return file.sorted.sound.filter(
    (chunk) => family.isSound?.(chunk) !== true && (isOfFamily(family, chunk) || frameProblem(chunk) !== undefined),
  );
}

/** The chunk reaches its client over HTTP, as the provider sent it. */
const isSent = ({ recording }: RecordingInDocument): boolean => recording?.request?.kind === "http";

function ofSchema(file: RecordingInDocument, chunk: Chunk): readonly Problem[] {
  const { family } = file;
  const problems = isSent(file) ? (family.validateSent ?? family.validate)(chunk) : family.validate(chunk);
  return problems.map((problem) => ({ ...problem, path: [...chunk.dataPath, ...problem.path] }));
}

/** A chunk without a class that no family recognizes is assumed to be of its siblings' family. */
function isOfFamily(family: Family, chunk: Chunk): boolean {
  if (family.recognises(toRecognise(chunk))) return true;
  return chunk.type === undefined && isObject(chunk.data) && familyOfChunk(chunk) === undefined;
}
