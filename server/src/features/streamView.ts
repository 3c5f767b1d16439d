/** What the stream view shows of one recording, made in one go; the page renders it and knows nothing about recordings. */
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
  /** Where the test that made it stands; null when it has none or it was not found. */
  readonly test: Location | null;
  readonly findings: StreamView["findings"];
  /** The conversation it is a turn of; none when left out. */
  readonly turns?: StreamView["turns"];
  /** All recordings of its file; none where it is alone in it. */
  readonly siblings?: StreamView["siblings"];
  /** Whether the file's name is its request's hash; not said of what is never hashed. */
  readonly hashStatus?: StreamView["hashStatus"];
  /** Bytes of the file. */
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

/** What `result` shows need not be sent twice. */
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

/** One document, whose line table is made once, serves all chunks; the file's tree of offsets is made once as well. */
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
