/** Chunks that are reported already: what they might have said is not missed a second time. */
import type { RecordingFile } from "../recording/recordingFile";
import { shapeProblems, sortChunks } from "./chunks";
import { sseProblems } from "./sseProblems";

const made = new WeakMap<RecordingFile, Gaps>();

export interface Gaps {
  readonly any: boolean;
  /** Whether a chunk at or after this one (from 0) is broken. */
  from(chunk: number): boolean;
  /** Whether a chunk up to this one is broken. */
  upTo(chunk: number): boolean;
}

export function gapsOf(file: RecordingFile): Gaps {
  const known = made.get(file);
  if (known !== undefined) return known;
  const broken = [
    ...sortChunks(file).unsound,
    ...shapeProblems(file).map(({ chunk }) => chunk),
    ...sseProblems(file).map(({ chunk }) => chunk),
  ];
  const gaps = {
    any: broken.length > 0,
    from: (chunk: number) => broken.some((each) => each >= chunk),
    upTo: (chunk: number) => broken.some((each) => each <= chunk),
  };
  made.set(file, gaps);
  return gaps;
}
