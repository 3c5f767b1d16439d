/** Chunks that are reported already, so that fields missing because of them are not reported again. */
import { brokenShapes } from "./chunks";
import { oncePerFile } from "./oncePerFile";
import { sseProblems } from "./sseProblems";

export interface ReportedChunks {
  /** Whether a chunk may contain one of these fields, and cannot be read there. */
  lack(fields: Fields): boolean;
  /** The same for the chunks from this index on. */
  lackFrom(chunk: number, fields: Fields): boolean;
  /** Whether any part of this chunk cannot be read. */
  includes(chunk: number): boolean;
}

type Fields = readonly string[];

interface Lost {
  readonly chunk: number;
  /** The fields that cannot be read; undefined for all. */
  readonly fields: Fields | undefined;
}

/** Fields that identify a chunk: if they are damaged, nothing of it can be read. */
const telling = new Set(["type", "event_type", "index", "output_index", "content_index"]);

export const reportedChunksOf = oncePerFile((file): ReportedChunks => {
  const lost: readonly Lost[] = [
    ...file.sorted.unsound.map((chunk) => ({ chunk, fields: undefined })),
    ...brokenShapes(file).map(({ chunk, fields }) => ({
      chunk,
      fields: fields?.some((name) => telling.has(name)) ? undefined : fields,
    })),
    ...sseProblems(file).map(({ chunk }) => ({ chunk, fields: undefined })),
  ];
  const lackFrom = (chunk: number, asked: Fields) =>
    lost.some((each) => each.chunk >= chunk && each.fields?.some((name) => asked.includes(name)) !== false);
  const broken = new Set(lost.map(({ chunk }) => chunk));
  return { lack: (fields) => lackFrom(0, fields), lackFrom, includes: (chunk) => broken.has(chunk) };
});
