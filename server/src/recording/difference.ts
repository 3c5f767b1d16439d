/** Compares two recordings by what they mean to a test, the request and the answer, regardless of how the answer was cut into chunks. */
import { answerChanges, answerChangesOf, type AnswerChange } from "./difference/answers";
import { fieldDifferences, type FieldDifference } from "./difference/fields";
import { boundariesDiffer, noiseBetween, otherFields } from "./difference/noise";
import type { Unread } from "./difference/unread";
import type { Reassembled } from "./reassembled";
import { ownText, type RecordingInDocument } from "./recordingDocument";

export type { AnswerChange } from "./difference/answers";
export { fieldDifferences, pathText, type FieldDifference } from "./difference/fields";
export type { TextPart } from "./difference/texts";
export { unreadSentences, type Unread } from "./difference/unread";

/** One side of a comparison. */
export interface Side {
  /** undefined if there is nothing, such as for a deleted file. */
  readonly file: RecordingInDocument | undefined;
  /** A sentence for each part that could not be read; empty if everything was read, or there never was a recording. */
  readonly unread: readonly string[];
}

export interface Difference {
  /** The texts are byte for byte the same. */
  readonly identical: boolean;
  /** Empty if both sides were read completely. Otherwise only identical files count as the same. */
  readonly unread: readonly Unread[];
  /** A client gets the same answer, apart from noise. Ignores the request. */
  readonly sameMeaning: boolean;
  /** The requests are equal as far as the request hash goes, not considering its normalization. */
  readonly sameRequest: boolean;
  /** Only the places where the stream was cut differ. */
  readonly onlyChunkBoundaries: boolean;
  readonly answer: readonly AnswerChange[];
  /** Paths start at the file's `request`; `headers` are ignored, because they are not part of the hash. */
  readonly request: readonly FieldDifference[];
  /** Differences without meaning, in words: "chunk boundaries (12 chunks, then 9)", "response ids". */
  readonly noise: readonly string[];
  /** The whole difference in one sentence, except for what could not be read: "Only chunk boundaries changed." */
  readonly summary: string;
}

/** The changes from `before` to `after`. Never throws; compares what can be read of broken files. */
export function difference(before: Side, after: Side): Difference {
  const identical = before.file !== undefined && after.file !== undefined && ownText(before.file) === ownText(after.file);
  const unread = identical ? unreadOf("both", before) : [...unreadOf("before", before), ...unreadOf("after", after)];
  const isAlone = isNothing(before) || isNothing(after);
  const compared = isAlone
    ? allOf(before.file, after.file)
    : before.file?.recording && after.file?.recording && changes(before.file, after.file);
  const { answer, request, noise } = compared ?? { answer: [], request: [], noise: [] };
  const mayBeSame = identical || (unread.length === 0 && !isAlone);
  const found = {
    identical,
    unread,
    sameMeaning: mayBeSame && answer.length === 0,
    sameRequest: mayBeSame && request.length === 0,
    onlyChunkBoundaries: mayBeSame && answer.length + request.length === 0 && compared?.boundaries === true,
    answer,
    request,
    noise,
  };
  if (isAlone) return { ...found, summary: isNothing(before) ? "New recording." : "No longer recorded." };
  return { ...found, summary: compared === undefined && !identical ? "Nothing can be compared." : summaryOf(found) };
}

/** There is no recording, and no unreadable part of one. */
const isNothing = ({ file, unread }: Side): boolean => file === undefined && unread.length === 0;

/** A recording that was added or removed differs in everything. */
function allOf(before: RecordingInDocument | undefined, after: RecordingInDocument | undefined) {
  const fieldsOf = (file: RecordingInDocument | undefined) => file?.recording?.requestFields ?? {};
  const answerOf = (file: RecordingInDocument | undefined) => file && comparable(file);
  const answer = answerChangesOf(answerOf(before), answerOf(after));
  return { answer, request: fieldDifferences(fieldsOf(before), fieldsOf(after)), noise: [], boundaries: false };
}

const unreadOf = (side: Unread["side"], { unread }: Side): readonly Unread[] => unread.map((message) => ({ side, message }));

function changes(before: RecordingInDocument, after: RecordingInDocument) {
  // A file that is cut off may lack the field that says whether it is a stream.
  const knowsForm = [before, after].every(({ recording }) => recording?.response.streamFlag !== undefined);
  const said = answerChanges(comparable(before), comparable(after)).filter(({ what }) => knowsForm || what !== "form");
  const answer = [...said, ...statusChange(before, after, said)];
  const noise = noiseBetween(before, after);
  return {
    answer,
    request: requestChanges(before, after),
    noise: answer.length > 0 ? noise : [...noise, ...otherFields(before, after, noise)],
    boundaries: boundariesDiffer(before.reassembled, after.reassembled),
  };
}

/** The error has the status already. */
function statusChange(before: RecordingInDocument, after: RecordingInDocument, said: readonly AnswerChange[]): AnswerChange[] {
  const [old, now] = [before, after].map(({ recording }) => recording?.response.status);
  if (old === now || old === undefined || now === undefined || said.some(({ what }) => what === "error")) return [];
  return [{ kind: "value", what: "status", before: String(old), after: String(now) }];
}

/** If no family joins the response, its chunks are the result. */
function comparable({ reassembled, recording }: RecordingInDocument): Reassembled {
  if (reassembled.choices.length > 0 || reassembled.error !== null || reassembled.data !== undefined) return reassembled;
  const { family, streaming, model, choices, usage, error, disagreements, also, notes } = reassembled;
  const answer = { family, streaming, model, choices, usage, error, disagreements, also, notes };
  return { ...answer, data: { kind: "unknown", chunks: recording?.chunks.map((chunk) => chunk.data) ?? [] } };
}

/** Differences of JSON values; if there are none, differences in the spelling of numbers, which change the hash. */
function requestChanges(before: RecordingInDocument, after: RecordingInDocument): readonly FieldDifference[] {
  const fields = fieldDifferences(before.recording?.requestFields, after.recording?.requestFields);
  return fields.length > 0 ? fields : before.document.format.spellingDifferences(ownText(before), ownText(after));
}

function summaryOf(found: Omit<Difference, "summary">): string {
  const { identical, unread, sameMeaning, sameRequest, onlyChunkBoundaries, noise } = found;
  if (identical)
    return unread.length === 0 ? "The files are the same." : "The files are the same, and not all of them can be read.";
  if (unread.length > 0) return `As far as both can be read, ${changed(found) ?? "nothing differs"}.`;
  if (onlyChunkBoundaries) return "Only chunk boundaries changed.";
  if (sameMeaning && sameRequest)
    return noise.length === 0 ? "Same meaning; only the spelling changed." : `Same meaning; ${list(noise)} changed.`;
  if (sameMeaning) return "The request changed; the answer means the same.";
  return `${capital(changed(found) ?? "")}.`;
}

/** "text and model changed, and so did the request"; undefined if nothing changed. */
function changed({ answer, request }: Pick<Difference, "answer" | "request">): string | undefined {
  const parts = [...new Set(answer.map(({ what }) => what))];
  if (parts.length === 0) return request.length === 0 ? undefined : "the request changed";
  const named = parts.length > 4 ? [...parts.slice(0, 3), `${parts.length - 3} more`] : parts;
  return `${list(named)} changed${request.length === 0 ? "" : ", and so did the request"}`;
}

const list = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
