/** Chunks that are reported already: what they might have said is not missed a second time, and nothing else is left out for them. */
import { brokenShapes } from "./chunks";
import { oncePerFile } from "./oncePerFile";
import { sseProblems } from "./sseProblems";

export interface ReportedChunks {
  /** Whether a chunk may have said one of these fields and cannot be read there. */
  lack(fields: Fields): boolean;
  /** The same of the chunks at or after this one (from 0). */
  lackFrom(chunk: number, fields: Fields): boolean;
  /** Whether anything of this chunk cannot be read. */
  includes(chunk: number): boolean;
}

type Fields = readonly string[];

interface Lost {
  readonly chunk: number;
  /** What cannot be read of it, by name; undefined for all of it. */
  readonly fields: Fields | undefined;
}

/** They say what a chunk is, or where it belongs: without them nothing of it is read. */
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
