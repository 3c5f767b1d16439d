import type { JsonPath } from "../recording/document";
import { mostCommon } from "../recording/families/families";
import { isObject, nameValue, objectOf, stringOf } from "../recording/json";
import type { Chunk } from "../recording/recording";
import type { RecordingInDocument } from "../recording/recordingDocument";
import type { Report, Rule } from "./rule";

export const chunkId: Rule = {
  code: "chunk.id",
  severity: "hint",
  summary: "`id` differs within one stream, or belongs to another recording.",
  check(file, report) {
    if (file.family.hasOneId !== true) return;
    const { sound } = file.sorted;
    if (haveOneId(sound, expectedId(file))) return;
    const ids = sound.flatMap((chunk) => idOf(chunk));
    if (!reportOtherRecordings(file, ids, report)) reportOddOnes(ids, report);
  },
};

/** A quick check: in nearly every stream all chunks have the same, expected id. */
function haveOneId(chunks: readonly Chunk[], expected: string | undefined): boolean {
  const { id } = objectOf(chunks[0]?.data);
  if (typeof id !== "string" || (id !== expected && recorded.test(id))) return false;
  for (const { data } of chunks) if (!isObject(data) || data.id !== id) return false;
  return true;
}

/** An id that the recorder gave to an answer. */
const recorded = /^rec-[0-9a-f]{12}$/;

interface Id {
  readonly value: string;
  readonly chunk: number;
  readonly path: JsonPath;
}

/** The first chunk of Azure has an empty id. */
function idOf(chunk: Chunk): Id | [] {
  const { data, index } = chunk;
  const body = objectOf(data);
  const own = stringOf(body.id);
  if (own !== undefined) return own === "" ? [] : { value: own, chunk: index, path: [...chunk.dataPath, "id"] };
  const value = stringOf(objectOf(body.response).id) ?? "";
  return value === "" ? [] : { value, chunk: index, path: [...chunk.dataPath, "response", "id"] };
}

function expectedId({ hash }: RecordingInDocument): string | undefined {
  return hash === undefined ? undefined : `rec-${hash.slice(0, 12)}`;
}

/** The recorder's ids are derived from the request, so a different id came from another file. Reports each such id once. */
function reportOtherRecordings(file: RecordingInDocument, ids: readonly Id[], report: (report: Report) => void): boolean {
  const expected = expectedId(file);
  if (expected === undefined) return false;
  const seen = new Set<string>();
  for (const { value, chunk, path } of ids) {
    if (!recorded.test(value) || value === expected || seen.has(value)) continue;
    seen.add(value);
    const where = `\`id\` of chunk ${chunk + 1} is \`${value}\` but the file name implies \`${expected}\``;
    report({ path, severity: "warning", message: `${where}, so the file was renamed or the chunk is from another recording.` });
  }
  return seen.size > 0;
}

function reportOddOnes(ids: readonly Id[], report: (report: Report) => void): void {
  const usual = mostCommon(ids.map(({ value }) => value));
  const first = ids.find(({ value }) => value === usual);
  for (const { value, chunk, path } of ids) {
    if (value === usual || first === undefined) continue;
    report({
      path,
      cause: "odd",
      message: `\`id\` of chunk ${chunk + 1} is ${nameValue(value)} but the other chunks have ${nameValue(usual)}, so the chunk looks like part of another answer.`,
      related: [{ path: first.path, message: "The id of the other chunks." }],
    });
  }
}
