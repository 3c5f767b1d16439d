/** Chunks that are reported already: what they might have said is not missed a second time. */
import { shapeProblems } from "./chunks";
import { oncePerFile } from "./oncePerFile";
import { sseProblems } from "./sseProblems";

export interface ReportedChunks {
  readonly any: boolean;
  /** Whether a chunk at or after this one (from 0) is broken. */
  from(chunk: number): boolean;
  /** Whether a chunk up to this one is broken. */
  upTo(chunk: number): boolean;
}

export const reportedChunksOf = oncePerFile((file): ReportedChunks => {
  const broken = [
    ...file.sorted.unsound,
    ...shapeProblems(file).map(({ chunk }) => chunk),
    ...sseProblems(file).map(({ chunk }) => chunk),
  ];
  return {
    any: broken.length > 0,
    from: (chunk: number) => broken.some((each) => each >= chunk),
    upTo: (chunk: number) => broken.some((each) => each <= chunk),
  };
});
