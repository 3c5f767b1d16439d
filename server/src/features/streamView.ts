/** The data of the stream view for a recording; the page renders it without knowing anything about recordings. */
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Location, Range } from "vscode-languageserver-types";
import { rangeIn } from "../index/positions";
import { fileOf, type RecordingId } from "../recordingId";
import type { StreamView } from "../protocol";
import type { Reassembled } from "../recording/reassembled";
import type { RecordingInDocument } from "../recording/recordingDocument";
import type { RecordedRequest } from "../recording/recording";
import { eventRows } from "../recording/families/eventRows";
import { modelAsked } from "../recording/request";
import { readConversation } from "./streamView/conversation";
import { readableBody } from "./streamView/readableBody";
import { readResult } from "./streamView/results";
import { safetyRatings } from "./streamView/safety";

/** What the caller knows about a recording beyond its text. */
export interface StreamViewInput {
  readonly id: RecordingId;
  readonly file: RecordingInDocument;
  /** Where its test is defined; null if it has none or it was not found. */
  readonly test: Location | null;
  readonly findings: StreamView["findings"];
  /** The turns of its conversation; none if absent. */
  readonly turns?: StreamView["turns"];
  /** All recordings of its file; none if it is the only one. */
  readonly siblings?: StreamView["siblings"];
  /** Whether the file's name is its request's hash; absent if it is never hashed. */
  readonly hashStatus?: StreamView["hashStatus"];
  /** Size of the file in bytes. */
  readonly size: number;
}

/** The view of one recording. Never throws; of a broken file it shows what can be read. */
export function streamView({
  id,
  file,
  test,
  findings,
  size,
  turns = [],
  siblings = [],
  hashStatus = "unhashable",
}: StreamViewInput): StreamView {
  const uri = fileOf(id);
  const { name } = file.document;
  const request = file.recording?.request;
  const answer = withoutData(file.reassembled);
  const result = answer.choices.length > 0 || answer.error ? null : readResult(file.recording, uri);
  return {
    id,
    uri,
    fileName: name,
    testId: file.testId ?? null,
    test,
    familyTitle: file.family.title,
    endpoint: endpointOf(request),
    modelAsked: modelAsked(request) ?? null,
    hash: /^(?:models-)?([0-9a-f]{64}|[0-9a-f]{12})(?=[-.]|$)/.exec(name)?.[1] ?? null,
    hashStatus,
    size,
    ...readConversation(request),
    answer,
    chunkRanges: chunkRanges(uri, file),
    events: answer.streaming ? eventRows(file.recording?.chunks ?? []) : [],
    body: answer.choices.length > 0 || answer.error || result ? null : bodyOf(file),
    result,
    safety: safetyRatings(file.recording),
    turns,
    siblings,
    findings,
  };
}

/** The part that `result` shows is not sent twice. */
const withoutData = ({
  family,
  streaming,
  model,
  choices,
  usage,
  error,
  disagreements,
  also,
  notes,
}: Reassembled): Reassembled => ({
  ...{ family, streaming, model, choices, usage, error, disagreements, also, notes },
});

/** Uses one document, so that its line table and the file's tree of offsets are computed only once. */
function chunkRanges(uri: string, file: RecordingInDocument): Range[] {
  const { source } = file.document;
  const document = TextDocument.create(uri, "json", 0, source.text);
  return (file.recording?.chunks ?? []).map((chunk) => rangeIn(document, source.rangeOf(chunk)));
}

function endpointOf(request: RecordedRequest | undefined): string | null {
  switch (request?.kind) {
    case "inference":
      return request.endpoint;
    case "http":
      return URL.canParse(request.url) ? new URL(request.url).pathname : request.url;
    case "tool":
      return `${request.provider} / ${request.toolName}`;
    case "file":
      return request.provider;
    case undefined:
      return null;
  }
}

function bodyOf(file: RecordingInDocument): string | null {
  const chunks = file.recording?.chunks ?? [];
  return chunks.length === 0 ? null : readableBody(chunks.map((chunk) => chunk.data));
}
