/** Two recordings compared by what they mean to a test: what was asked, and what came back; not how the answer was cut into chunks. */
import { answerChanges, type AnswerChange } from "./difference/answers";
import { fieldDifferences, type FieldDifference } from "./difference/fields";
import { boundariesDiffer, noiseBetween } from "./difference/noise";
import type { Reassembled } from "./reassembled";
import type { RecordingFile } from "./recordingFile";

export type { AnswerChange } from "./difference/answers";
export { fieldDifferences, pathText, type FieldDifference } from "./difference/fields";
export type { TextPart } from "./difference/texts";

export interface Difference {
  /** Byte for byte the same text. */
  readonly identical: boolean;
  /** A client sees the same answer: what differs, if anything, is noise. The request is not looked at. */
  readonly sameMeaning: boolean;
  /** The same question, as the request hash would have it but for its normalization. */
  readonly sameRequest: boolean;
  /** The same question and answer, and the stream is cut at other places. */
  readonly onlyChunkBoundaries: boolean;
  readonly answer: readonly AnswerChange[];
  /** Paths from the file's `request`; `headers` are left out, as they are no part of the hash. */
  readonly request: readonly FieldDifference[];
  /** What differs and means nothing, in words: "chunk boundaries (12 chunks, then 9)", "response ids". */
  readonly noise: readonly string[];
  /** All of it in one sentence: "Only chunk boundaries changed." */
  readonly summary: string;
}

/** What changed from `before` to `after`. Never throws; of broken files, what can be read is compared. */
export function difference(before: RecordingFile, after: RecordingFile): Difference {
  const changes = answerChanges(comparable(before), comparable(after));
  const request = fieldDifferences(requestOf(before), requestOf(after));
  const noise = noiseBetween(before, after);
  const found = {
    identical: before.text === after.text,
    sameMeaning: changes.length === 0,
    sameRequest: request.length === 0,
    onlyChunkBoundaries: changes.length + request.length === 0 && boundariesDiffer(before.reassembled, after.reassembled),
    answer: changes,
    request,
    noise,
  };
  return { ...found, summary: summaryOf(found) };
}

/** Of a response that no family joins, the chunks themselves are the result. */
function comparable({ reassembled, recording }: RecordingFile): Reassembled {
  if (reassembled.choices.length > 0 || reassembled.error !== null || reassembled.data !== undefined) return reassembled;
  const { family, streaming, model, choices, usage, error, disagreements, notes } = reassembled;
  const answer = { family, streaming, model, choices, usage, error, disagreements, notes };
  return { ...answer, data: { kind: "unknown", chunks: recording?.chunks.map((chunk) => chunk.data) ?? [] } };
}

function requestOf(file: RecordingFile): unknown {
  const { value } = file;
  if (typeof value !== "object" || value === null || !("request" in value)) return undefined;
  const { request } = value;
  if (typeof request !== "object" || request === null || Array.isArray(request)) return request;
  return Object.fromEntries(Object.entries(request).filter(([name]) => name !== "headers"));
}

function summaryOf({
  identical,
  sameMeaning,
  sameRequest,
  onlyChunkBoundaries,
  answer,
  noise,
}: Omit<Difference, "summary">): string {
  if (identical) return "The files are the same.";
  if (onlyChunkBoundaries) return "Only chunk boundaries changed.";
  if (sameMeaning && sameRequest)
    return noise.length === 0 ? "Same meaning; only the spelling changed." : `Same meaning; ${list(noise)} changed.`;
  const changed = [...new Set(answer.map(({ what }) => what))];
  if (sameMeaning) return "The request changed; the answer means the same.";
  return `${capital(list(changed.slice(0, 4)))}${changed.length > 4 ? " and more" : ""} changed${sameRequest ? "" : ", and so did the request"}.`;
}

const list = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
